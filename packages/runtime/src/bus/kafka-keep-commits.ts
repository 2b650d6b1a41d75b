/** A commit as kafkajs sends it. */
interface CommitRequest {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly offset: string | number }[];
  }[];
}

interface Broker {
  offsetCommit(request: CommitRequest): Promise<unknown>;
}

type Find = (request: object) => Promise<Broker>;

/** The parts of kafkajs's view of the cluster through which a consumer commits. */
interface CommittingCluster {
  findBroker: Find;
  findGroupCoordinator: Find;
}

/** A partition that has nothing at the offset to go on from. */
export interface OutOfRange {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Keeps what a group has committed when its log no longer has it. kafkajs then commits −2, its word for the oldest offset,
 * and so wipes out how far the group had come, which is how saved state is found again. Such commits are not sent;
 * `onOutOfRange` has to say where reading goes on.
 */
export function keepCommits(cluster: object, onOutOfRange: (place: OutOfRange) => Promise<void>): void {
  const guarded = new WeakSet<Broker>();
  const guard = (broker: Broker): Broker => {
    if (guarded.has(broker)) return broker;
    guarded.add(broker);
    const commit = broker.offsetCommit.bind(broker);
    broker.offsetCommit = async (request) => {
      const places = request.topics.flatMap(({ topic, partitions }) =>
        partitions.filter(({ offset }) => Number(offset) < 0).map(({ partition }) => ({ topic, partition })),
      );
      if (places.length === 0) return commit(request);
      for (const place of places) await onOutOfRange(place);
      return undefined;
    };
    return broker;
  };
  const committing = cluster as CommittingCluster;
  for (const name of ['findBroker', 'findGroupCoordinator'] as const) {
    const find = committing[name].bind(committing);
    committing[name] = async (request) => guard(await find(request));
  }
}
