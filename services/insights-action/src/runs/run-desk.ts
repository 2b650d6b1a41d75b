import type { Health } from '@aiops/runtime';
import type { Actor } from './actor.ts';
import { createClaims } from './claims.ts';
import type { DeskPorts } from './desk-ports.ts';
import type { Run } from './run.ts';
import { runByItself } from './run-by-itself.ts';
import { createRunDecisions } from './run-decisions.ts';
import type { RunRequest } from './run-entry.ts';
import { createRunExecutor } from './run-executor.ts';
import { createRunJournal } from './run-journal.ts';
import { createRunKeeper } from './run-keeper.ts';
import type { RunPlan } from './run-plan.ts';
import { requireRole } from './run-policy.ts';
import { createRunStore, type RunSummary } from './run-store.ts';
import { createStopSwitch, type StopOrder } from './stop-switch.ts';

/**
 * Where people, and the settings in their place, have runbooks run. Every refusal is a `Refusal` whose text says what to do;
 * `Unavailable` means that the shared records or the bus do not answer, and then nothing is run.
 */
export interface RunDesk {
  /** Exactly what would run; nothing is kept. */
  dryRun(request: RunRequest, actor: Actor): Promise<RunPlan>;
  request(request: RunRequest, actor: Actor): Promise<Run>;
  /** The rollback is covered as the request asked for, unless the options say otherwise. */
  approve(id: string, actor: Actor, options?: { readonly includeRollback?: boolean }): Promise<Run>;
  deny(id: string, actor: Actor, reason?: string): Promise<Run>;
  /** Resolves once the run has been claimed and its first step may begin; `get` shows how it goes on. */
  execute(id: string, actor: Actor): Promise<Run>;
  /** Of a run that has begun: the step in hand is ended, and no further one begins. */
  cancel(id: string, actor: Actor): Promise<Run>;
  stop(reason: string, actor: Actor): Promise<void>;
  resume(actor: Actor): Promise<void>;
  /** The stop order that holds now. */
  stopped(): Promise<StopOrder | undefined>;
  /** All runs that are kept, the newest first. */
  list(): Promise<RunSummary[]>;
  get(id: string): Promise<Run>;
  /** Runs what the settings let run without a person, once per incident and runbook; undefined when they do not, or it was. */
  runByItself(request: RunRequest & { readonly incident: string }): Promise<Run | undefined>;
  health(): Health;
  /** Ends what a former process left. Before this nothing else is asked. */
  recover(): Promise<void>;
  /** Keeps claims alive, and looks whether anybody wants a run in hand to stop; called every few seconds, never delayed by other work. */
  heartbeat(): Promise<void>;
  /** Looks after all runs: what expires, what was interrupted, what is to be verified or told; called every few seconds. */
  tick(): Promise<void>;
  /** Resolves once no step runs and all is told. */
  settled(): Promise<void>;
  /** The same, after ending the steps in hand: what is in the midst of a run is cancelled. */
  close(): Promise<void>;
}

export function createRunDesk(ports: DeskPorts): RunDesk {
  const store = createRunStore(ports.records.runs, ports.records.index);
  const journal = createRunJournal(ports, store);
  const stop = createStopSwitch(ports, journal);
  const claims = createClaims(ports.records.runs, ports.instance);
  const executor = createRunExecutor(ports, journal, claims, stop);
  const decisions = createRunDecisions(ports, store, journal, executor.interrupt);
  const keeper = createRunKeeper(ports, store, journal, claims, executor);
  const settled = async () => {
    await executor.settled();
    await journal.settled();
  };
  return {
    settled,
    dryRun: decisions.dryRun,
    request: decisions.request,
    approve: decisions.approve,
    deny: decisions.deny,
    cancel: decisions.cancel,
    async execute(id, actor) {
      requireRole(actor, 'operator', 'execute runs');
      return executor.begin(await journal.load(id), actor);
    },
    async stop(reason, actor) {
      await stop.stop(reason, actor);
      await executor.attend();
    },
    resume: stop.resume,
    stopped: stop.order,
    list: store.summaries,
    get: journal.load,
    runByItself: (request) => runByItself(ports, store, decisions, executor, request),
    health() {
      const problem = ports.audit.problem();
      return problem === undefined ? { up: true } : { up: false, detail: problem, required: false };
    },
    async recover() {
      await stop.restore();
      await keeper.recover();
    },
    heartbeat: executor.attend,
    tick: keeper.attend,
    async close() {
      executor.interruptAll();
      await settled();
    },
  };
}
