import type {
  MuteView,
  NewMute,
  RunDesk,
  RunEntryView,
  RunRequest,
  RunView,
  StopView,
} from '../api/ports.ts';
import type { Actor } from '../api/roles.ts';
import type { RunPlan } from '../runs/run-plan.ts';

/** A refusal of the desk of that kind. */
export function refusal(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

export function planOf(request: Partial<RunRequest> = {}): RunPlan {
  return {
    runbook: request.runbook ?? 'clear-cache',
    runbookHash: 'a'.repeat(64),
    incident: request.incident ?? null,
    device: request.device ?? null,
    parameters: { ...request.parameters },
    target: request.target ?? 'this_host',
    steps: [
      {
        name: 'Look',
        risk: 'read_only',
        action: { kind: 'command', argv: ['df', '-h', '/var'] },
        timeoutMs: 5_000,
        lines: 20,
        stopOnFailure: true,
      },
      {
        name: 'Tell',
        risk: 'reversible',
        action: {
          kind: 'http_request',
          method: 'POST',
          url: 'http://agent.example/clear',
          headers: { Authorization: 'Bearer very-secret', accept: 'application/json' },
        },
        timeoutMs: 5_000,
        lines: 20,
        stopOnFailure: true,
      },
    ],
    rollback: [],
    effect: { metric: 'disk_usage', direction: 'down', withinMs: 300_000 },
    hash: 'b'.repeat(64),
  };
}

/** A desk that does what it is told and writes down who told it; `refuse` makes the next call fail. */
export function fakeDesk() {
  const runs = new Map<string, RunView>();
  const calls: string[] = [];
  let refused: Error | undefined;
  let stopped: StopView | undefined;
  const note = (call: string, { name, role }: Actor) => {
    calls.push(`${call} by ${name} (${role})`);
    const error = refused;
    refused = undefined;
    if (error !== undefined) throw error;
  };
  const move = async (id: string, state: string, call: string, actor: Actor) => {
    note(`${call} ${id}`, actor);
    const run = runs.get(id);
    if (run === undefined) throw refusal('NotFound', `There is no run ${id.slice(0, 20)}.`);
    const moved = { ...run, state };
    runs.set(id, moved);
    return moved;
  };
  const desk: RunDesk = {
    async dryRun(request, actor) {
      note(`dry run ${request.runbook}`, actor);
      return planOf(request);
    },
    async request(request, actor) {
      note(`request ${request.runbook} ${JSON.stringify(request.parameters)}`, actor);
      const run: RunView = {
        id: `run-${runs.size + 1}`,
        state: 'requested',
        mode: 'manual',
        plan: planOf(request),
        requestedBy: actor,
        requestedAt: Date.UTC(2026, 0, 27, 12) + runs.size,
        steps: planOf(request).steps.map(({ name }) => ({ phase: 'steps', step: name, status: 'not_run' })),
      };
      runs.set(run.id, run);
      return run;
    },
    approve: (id, actor, { includeRollback }) =>
      move(id, 'approved', includeRollback ? 'approve with rollback' : 'approve', actor),
    deny: (id, actor, reason) => move(id, 'denied', `deny (${reason ?? 'no reason'})`, actor),
    execute: (id, actor) => move(id, 'executing', 'execute', actor),
    cancel: (id, actor) => move(id, 'cancelled', 'cancel', actor),
    async stop(reason, actor) {
      note(`stop (${reason})`, actor);
      stopped = { reason, by: actor.name, at: Date.UTC(2026, 0, 27, 12) };
    },
    async resume(actor) {
      note('resume', actor);
      stopped = undefined;
    },
    stopped: async () => stopped,
    list: async () => [...runs.values()].map(entryOf),
    async get(id) {
      const run = runs.get(id);
      if (run === undefined) throw refusal('NotFound', 'There is no such run.');
      return run;
    },
  };
  return {
    desk,
    calls,
    refuse(error: Error) {
      refused = error;
    },
  };
}

function entryOf({ id, state, plan, requestedBy, requestedAt }: RunView): RunEntryView {
  const { runbook, incident, device, target } = plan;
  return { id, state, runbook, incident, device, target, requestedBy: requestedBy.name, requestedAt };
}

/** Mutes in memory. */
export function fakeMutes() {
  const mutes = new Map<string, MuteView>();
  return {
    list: async () => [...mutes.values()],
    async addMute(mute: NewMute) {
      const added = { ...mute, id: `mute-${mutes.size + 1}` };
      mutes.set(added.id, added);
      return added;
    },
    removeMute: async (id: string) => mutes.delete(id),
  };
}
