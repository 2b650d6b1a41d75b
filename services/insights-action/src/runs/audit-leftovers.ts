import type { AuditEntry, RunEntry } from './run-entry.ts';

/** What the processes that wrote an audit log before left undone. */
export interface AuditLeftovers {
  /** The entries of each run that is not seen to end, in order. */
  readonly runs: Map<string, RunEntry[]>;
  /** The stop switch as they left it: the order, or undefined when it was off. */
  stop: (AuditEntry & { kind: 'stopped' }) | undefined;
}

export function noLeftovers(): AuditLeftovers {
  return { runs: new Map(), stop: undefined };
}

/** Takes one more entry into account. */
export function addLeftover(left: AuditLeftovers, entry: AuditEntry): void {
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

/** A verdict may follow the end; it leaves nothing undone that others could not do. */
function isLast({ kind }: RunEntry, before: readonly RunEntry[] = []): boolean {
  if (kind === 'cancelled') return !before.some((entry) => entry.kind === 'claimed');
  return ['denied', 'expired', 'ended', 'verified', 'rollback_ended'].includes(kind);
}
