/** What kafkajs asks a broker for: of each partition what comes from an offset on. */
interface FetchRequest {
  readonly maxWaitTime: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}

interface FetchResponse {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly highWatermark: string;
      readonly messages: readonly { readonly offset: string }[];
    }[];
  }[];
}

interface Broker {
  fetch(request: FetchRequest): Promise<FetchResponse>;
}

/** The part of kafkajs's view of the cluster through which a consumer fetches. */
interface FetchingCluster {
  findBroker(request: object): Promise<Broker>;
}

/** What was asked for before kafkajs did. */
interface Ahead {
  readonly wanted: string;
  readonly answer: Promise<FetchResponse>;
}

/** Brokers that are read ahead from, whichever consumer of the client has joined how often. */
const known = new WeakSet<Broker>();

/**
 * Lets a consumer fetch the next records while it processes the last ones: kafkajs asks for them only afterwards, and then has to
 * wait. What is asked for ahead is what kafkajs will ask for when it has processed everything; if it asks for anything else, because
 * a batch was rejected or partitions have moved, that is fetched as ever and what came ahead is dropped. One answer is held at most, and
 * nothing is asked for ahead unless it is known to be there: the broker answers at once then, and commits need not wait.
 */
export function fetchAhead(cluster: object): void {
  const fetching = cluster as FetchingCluster;
  const find = fetching.findBroker.bind(fetching);
  fetching.findBroker = async (request) => {
    const broker = await find(request);
    if (!known.has(broker)) {
      known.add(broker);
      readAhead(broker);
    }
    return broker;
  };
}

function readAhead(broker: Broker): void {
  const fetch = broker.fetch.bind(broker);
  let ahead: Ahead | undefined;
  broker.fetch = async (request) => {
    const begun = ahead;
    ahead = undefined;
    const response = await (begun?.wanted === wantedBy(request) ? begun.answer : fetch(request));
    const next = requestAfter(request, response);
    if (next !== undefined) {
      const answer = fetch(next);
      // Whoever asks for it is told why it failed; perhaps nobody does.
      answer.catch(() => undefined);
      ahead = { wanted: wantedBy(next), answer };
    }
    return response;
  };
}

function wantedBy({ topics }: FetchRequest): string {
  return JSON.stringify(topics);
}

/** What will be asked for after a response was processed; undefined when no partition is known to have more. */
function requestAfter(request: FetchRequest, { responses }: FetchResponse): FetchRequest | undefined {
  const answers = new Map(
    responses.flatMap(({ topicName, partitions }) =>
      partitions.map((answer) => [`${topicName}/${answer.partition}`, answer]),
    ),
  );
  let hasMore = false;
  const topics = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((asked) => {
      const answer = answers.get(`${topic}/${asked.partition}`);
      const last = answer?.messages.at(-1);
      if (answer === undefined || last === undefined) return asked;
      const next = BigInt(last.offset) + 1n;
      hasMore ||= BigInt(answer.highWatermark) > next;
      return { ...asked, fetchOffset: String(next) };
    }),
  }));
  return hasMore ? { ...request, maxWaitTime: 0, topics } : undefined;
}
