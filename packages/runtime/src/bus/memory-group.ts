import { type Assignment, coPartition, type GroupMember } from './co-partition.ts';

/** What a group tells each of its members. */
export interface MemoryGroupMember extends GroupMember {
  assign(generation: number, assignment: Assignment): void;
  wake(): void;
  close(): Promise<void>;
}

/** A consumer group in memory: who is in it, and how far it has committed. Outlives its members. */
export class MemoryGroup {
  readonly name: string;
  readonly #partitionsOf: (topic: string) => number;
  readonly #committed = new Map<string, number>();
  #members: readonly MemoryGroupMember[] = [];
  #generation = 0;

  constructor(name: string, partitionsOf: (topic: string) => number) {
    this.name = name;
    this.#partitionsOf = partitionsOf;
  }

  join(member: MemoryGroupMember): void {
    this.#members = [...this.#members, member];
    this.#rebalance();
  }

  leave(member: MemoryGroupMember): void {
    if (!this.#members.includes(member)) return;
    this.#members = this.#members.filter((other) => other !== member);
    this.#rebalance();
  }

  /** There are new records. */
  wake(): void {
    for (const member of this.#members) member.wake();
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }

  committed(topic: string, partition: number): number | undefined {
    return this.#committed.get(`${topic}/${partition}`);
  }

  commit(topic: string, partition: number, offset: number): void {
    this.#committed.set(`${topic}/${partition}`, offset);
  }

  #rebalance(): void {
    this.#generation += 1;
    const topics = new Set(this.#members.flatMap((member) => member.topics));
    const counts = new Map([...topics].map((topic) => [topic, this.#partitionsOf(topic)]));
    const assignments = coPartition(this.#members, counts);
    for (const member of this.#members) member.assign(this.#generation, assignments.get(member.id) ?? {});
  }
}
