/** A member of a consumer group and the topics it wants. */
export interface GroupMember {
  readonly id: string;
  readonly topics: readonly string[];
}

/** Partition numbers by topic. */
export type Assignment = Record<string, number[]>;

/**
 * Shares the partitions of all topics out among the members of a group, so that partition n of every topic goes to the
 * same member and no member has more than one partition number above another. Members are taken in the order given. While a
 * group is being upgraded its members may want different topics: then each topic is shared among those who want it.
 */
export function coPartition(
  members: readonly GroupMember[],
  partitionCounts: ReadonlyMap<string, number>,
): Map<string, Assignment> {
  const assignments = new Map(members.map(({ id }) => [id, {} as Assignment]));
  for (const [topic, count] of partitionCounts) {
    const takers = members.filter(({ topics }) => topics.includes(topic));
    for (let partition = 0; partition < count && takers.length > 0; partition++) {
      const taker = takers[partition % takers.length];
      const assignment = taker && assignments.get(taker.id);
      if (assignment === undefined) continue;
      assignment[topic] ??= [];
      assignment[topic].push(partition);
    }
  }
  return assignments;
}

/** The partition numbers of an assignment, ascending. */
export function partitionNumbers(assignment: Assignment): number[] {
  return [...new Set(Object.values(assignment).flat())].sort((a, b) => a - b);
}
