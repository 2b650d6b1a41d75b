import type { Actor } from './actor.ts';
import type { DeskPorts } from './desk-ports.ts';
import { switchAction } from './run-action.ts';
import type { RunJournal } from './run-journal.ts';
import { requireRole } from './run-policy.ts';

/** Why nothing may run now, and since when (epoch ms). */
export interface StopOrder {
  readonly reason: string;
  readonly by: string;
  readonly at?: number;
}

/** The switch that keeps every instance from running anything; it survives restarts. */
export interface StopSwitch {
  /** The order that holds now, undefined while runs are allowed. Rejects while that cannot be known. */
  order(): Promise<StopOrder | undefined>;
  stop(reason: string, actor: Actor): Promise<void>;
  resume(actor: Actor): Promise<void>;
  /** Puts the switch back as former processes of this instance left it, where the shared records know nothing of it. */
  restore(): Promise<void>;
}

const KEY = 'stop';
type Kept = (StopOrder & { readonly on: true }) | { readonly on: false };

export function createStopSwitch(ports: DeskPorts, journal: RunJournal): StopSwitch {
  const { control } = ports.records;
  const keep = (value: Kept) => control.put(KEY, JSON.stringify(value));
  const tell = (entry: Parameters<typeof switchAction>[0]) =>
    ports
      .publish([switchAction(entry)])
      .catch((err: unknown) => ports.log.warn({ err }, 'The stop switch was not told on the bus.'));
  return {
    async order() {
      if (await ports.stopFile()) return { reason: 'the stop file is there', by: 'stop_file' };
      const text = await control.get(KEY);
      const kept = text === undefined ? undefined : (JSON.parse(text) as Kept);
      return kept?.on === true
        ? { reason: kept.reason, by: kept.by, ...(kept.at === undefined ? {} : { at: kept.at }) }
        : undefined;
    },
    async stop(reason, actor) {
      requireRole(actor, 'operator', 'stop all runs');
      const entry = { kind: 'stopped', at: ports.now(), by: actor, reason } as const;
      await keep({ on: true, reason, by: actor.name, at: entry.at });
      // Stopping is never refused: a full disk would be a bad reason to let runs go on.
      await journal
        .audit(entry)
        .catch((err: unknown) => ports.log.warn({ err }, 'The stop is not in the audit log.'));
      await tell(entry);
    },
    async resume(actor) {
      requireRole(actor, 'admin', 'let runs begin again');
      const entry = { kind: 'resumed', at: ports.now(), by: actor } as const;
      await journal.audit(entry);
      await keep({ on: false });
      await tell(entry);
    },
    async restore() {
      const stop = ports.audit.left?.stop;
      if (stop === undefined || (await control.get(KEY)) !== undefined) return;
      await keep({ on: true, reason: stop.reason, by: stop.by.name, at: stop.at });
    },
  };
}
