import type { EdgeKind } from '@aiops/contracts';
import type { Symptom } from '../../signals/symptom.ts';

/** How a victim hangs on the cause, told by the dependency that reaches it: a cable, what it runs on, or what it needs. */
export type Relation = 'behind' | 'runs on' | 'depends on';

/** What people who run networks know: this kind of trouble there explains that kind of trouble here. */
export interface HeuristicRule {
  readonly name: string;
  /** Kind of trouble that the cause shows. */
  readonly cause: Symptom;
  /** Words in the name of the metric, where the kind of trouble is too wide. */
  readonly named?: RegExp;
  readonly relation: Relation;
  /** Kinds of trouble that it explains. */
  readonly victims: readonly Symptom[];
  /** How surely it explains them, 0…1. */
  readonly strength: number;
  /** The rule in words. */
  readonly sentence: string;
}

/** Kinds of dependencies that make a relation; the one next to the cause counts. */
export const RELATION_KINDS: Readonly<Record<Relation, readonly EdgeKind[]>> = {
  behind: ['connects_to'],
  'runs on': ['runs_on'],
  'depends on': ['calls', 'depends_on', 'runs_on'],
};

/** The rules. Another one is another row, here and in `docs/architecture.md`. */
export const HEURISTIC_RULES: readonly HeuristicRule[] = [
  {
    name: 'link_down',
    cause: 'link',
    relation: 'behind',
    victims: ['errors', 'slow', 'path', 'log', 'traffic', 'silence'],
    strength: 1,
    sentence: 'a link that is down explains loss, timeouts and silence behind it',
  },
  {
    name: 'broken_device',
    cause: 'hardware',
    relation: 'behind',
    victims: ['errors', 'slow', 'path', 'log', 'traffic', 'silence'],
    strength: 0.8,
    sentence: 'a device with broken hardware explains loss, timeouts and silence behind it',
  },
  {
    name: 'silent_device',
    cause: 'silence',
    relation: 'behind',
    victims: ['silence'],
    strength: 0.8,
    sentence: 'a device that fell silent explains silence behind it',
  },
  {
    name: 'broken_host',
    cause: 'hardware',
    relation: 'runs on',
    victims: ['errors', 'slow', 'log', 'silence'],
    strength: 1,
    sentence: 'broken hardware explains failures, latency and silence of what runs on it',
  },
  {
    name: 'silent_host',
    cause: 'silence',
    relation: 'runs on',
    victims: ['silence', 'errors'],
    strength: 0.8,
    sentence: 'a host that fell silent explains silence and failures of what runs on it',
  },
  {
    name: 'full_disk',
    cause: 'resource',
    named: /disk|filesystem|inode/i,
    relation: 'runs on',
    victims: ['errors', 'log'],
    strength: 1,
    sentence: 'a full disk explains errors of what runs on it',
  },
  {
    name: 'saturated_host',
    cause: 'resource',
    relation: 'runs on',
    victims: ['slow', 'own_time'],
    strength: 0.8,
    sentence: 'a host short of CPU, memory or disk explains latency of what runs on it',
  },
  {
    name: 'saturated_dependency',
    cause: 'resource',
    relation: 'depends on',
    victims: ['slow', 'path'],
    strength: 0.6,
    sentence: 'a dependency short of CPU, memory or disk explains latency of what depends on it',
  },
  {
    name: 'silent_dependency',
    cause: 'silence',
    relation: 'depends on',
    victims: ['errors', 'slow'],
    strength: 0.6,
    sentence: 'a dependency that fell silent explains failures and latency of what depends on it',
  },
];
