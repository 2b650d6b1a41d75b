import type { AuditEntry, RunEntry } from './run-entry.ts';

/** Most begun runs that are remembered: as many as incidents are. */
const MOST_BEGUN = 20_000;

/** What the processes that wrote an audit log before left undone. */
export interface AuditLeftovers {
  /** The entries of each run that is not seen to end, in order. */
  readonly runs: Map<string, RunEntry[]>;
  /** The stop switch as they left it: the order, or undefined when it was off. */
  stop: (AuditEntry & { kind: 'stopped' }) | undefined;
  /** The runs that were claimed to be executed, whatever became of them; the newest {@link MOST_BEGUN}. */
  readonly begun: Set<string>;
}

export function noLeftovers(): AuditLeftovers {
  return { runs: new Map(), stop: undefined, begun: new Set() };
}

/** Takes one more entry into account. */
export function addLeftover(left: AuditLeftovers, entry: AuditEntry): void {
  if (entry.kind === 'claimed') addBegun(left.begun, entry.run);
  switch (entry.kind) {
    case 'stopped':
      left.stop = entry;
      break;
    case 'resumed':
      left.stop = undefined;
      break;
    case 'overtaken': {
      const entries = left.runs.get(entry.run) ?? [];
      const lost = entries.findLastIndex(({ kind }) => kind === entry.what);
      if (lost !== -1) entries.splice(lost, 1);
      break;
    }
    default:
      if (isLast(entry, left.runs.get(entry.run))) left.runs.delete(entry.run);
      else left.runs.set(entry.run, [...(left.runs.get(entry.run) ?? []), entry]);
  }
}

/** Notes that a run has been claimed. */
export function addBegun(begun: Set<string>, run: string): void {
  begun.add(run);
  const oldest = begun.size > MOST_BEGUN ? begun.values().next().value : undefined;
  if (oldest !== undefined) begun.delete(oldest);
}

/** A verdict may follow the end; it leaves nothing undone that others could not do. */
function isLast({ kind }: RunEntry, before: readonly RunEntry[] = []): boolean {
  if (kind === 'cancelled') return !before.some((entry) => entry.kind === 'claimed');
  return ['denied', 'expired', 'ended', 'verified', 'rollback_ended'].includes(kind);
}
