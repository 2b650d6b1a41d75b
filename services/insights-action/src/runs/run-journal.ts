import { maskFields } from '../secrets/mask-fields.ts';
import { AuditUnavailable } from './audit-log.ts';
import type { DeskPorts } from './desk-ports.ts';
import { Conflict, NotFound, Stopped } from './refusals.ts';
import { foldRun, isOver, type Run } from './run.ts';
import { actionsOf } from './run-action.ts';
import type { AuditEntry, RunEntry } from './run-entry.ts';
import type { RunStore } from './run-store.ts';
import { AuditTampered } from './verify-audit.ts';

/** Puts down what happens to runs: in the audit log, where all instances see it, and on the bus. */
export interface RunJournal {
  /** Rejects with {@link NotFound}. */
  load(id: string): Promise<Run>;
  /** A person's decision: it counts once it is in the audit log. Rejects with {@link Conflict} when another came first. */
  decide(run: Run | undefined, entry: RunEntry): Promise<Run>;
  /**
   * What only one may do: undefined when somebody else changed the run first. Resolves once it is in the audit log too;
   * rejects when that fails, and then nothing may follow from it.
   */
  seize(run: Run, entry: RunEntry): Promise<Run | undefined>;
  /** What has happened already; the run as it is afterwards. Nothing is added to a run that has ended meanwhile. */
  report(run: Run, entry: RunEntry): Promise<Run>;
  /** Resolves once the bus has acknowledged everything about the run. */
  publish(run: Run): Promise<void>;
  /** The same in the background; what fails is tried again by {@link RunStore.summaries}' next reader. */
  announce(run: Run): void;
  /** An entry that belongs to no run. */
  audit(entry: AuditEntry): Promise<void>;
  /** Resolves once nothing is on its way. */
  settled(): Promise<void>;
}

export function createRunJournal(ports: DeskPorts, store: RunStore): RunJournal {
  let announcing: Promise<void> = Promise.resolve();
  const audit = (entry: AuditEntry) => ports.audit.append(maskFields(entry)).catch(refuseUnaudited);
  const kept = async (run: Run) => {
    await store.list(run);
    ports.onChange(run);
    return run;
  };
  const publish = async (run: Run) => {
    const entries = await store.history(run.id);
    // Of a run that is no longer there nothing would be told, which is not the same as having told it.
    if (entries.length < run.entries) throw new NotFound(`Run ${run.id} was let go.`);
    const done = (await store.summary(run.id))?.published ?? 0;
    await ports.publish(actionsOf(entries).slice(done));
    let newest: Run | undefined;
    for (const entry of entries) newest = foldRun(newest, entry);
    if (newest !== undefined) await store.list(newest, entries.length);
  };
  const load = async (id: string) => {
    const run = await store.load(id);
    if (run === undefined)
      throw new NotFound(`There is no run ${id}. It never was, or it was let go: see the list of runs.`);
    return run;
  };
  return {
    load,
    audit,
    publish,
    async decide(run, entry) {
      const masked = maskFields(entry);
      await audit(masked);
      // On the list first: a run that nobody can find would never leave again.
      if (run === undefined) await store.list(foldRun(undefined, masked), 0);
      const changed = await store.append(run, masked);
      if (changed !== undefined) return kept(changed);
      await audit({ kind: 'overtaken', at: entry.at, run: entry.run, what: entry.kind });
      throw new Conflict(
        `Run ${entry.run} was changed by somebody else at the same moment. Look at it again.`,
      );
    },
    async seize(run, entry) {
      const changed = await store.append(run, maskFields(entry));
      if (changed === undefined) return undefined;
      await audit(entry);
      return kept(changed);
    },
    async report(run, entry) {
      const masked = maskFields(entry);
      // It happened, whether or not it can be put down: the next thing that is to happen will be refused.
      await audit(masked).catch((err: unknown) =>
        ports.log.warn({ err, run: run.id }, 'Not in the audit log.'),
      );
      for (let now: Run = run; ; now = await load(run.id)) {
        if (hasEnded(now, masked)) return now;
        const changed = await store.append(now, masked);
        if (changed !== undefined) return kept(changed);
      }
    },
    announce(run) {
      announcing = announcing.then(() =>
        publish(run).catch((err: unknown) => ports.log.warn({ err, run: run.id }, 'Not on the bus yet.')),
      );
    },
    settled: () => announcing,
  };
}

function hasEnded(run: Run, entry: RunEntry): boolean {
  if (entry.kind === 'rollback_ended') return run.rollback?.state !== 'running' && run.rollback !== undefined;
  return 'phase' in entry && entry.phase === 'rollback'
    ? run.rollback?.state !== 'running'
    : isOver(run) || run.state !== 'running';
}

function refuseUnaudited(error: unknown): never {
  if (error instanceof AuditUnavailable || error instanceof AuditTampered) throw new Stopped(error.message);
  throw error;
}
