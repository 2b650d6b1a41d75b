import type { NewMute, RunDesk, RunRequest, RunView } from '../api/ports.ts';
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
    device: 'server-1',
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
        state: 'approval_requested',
        plan: planOf(request),
        requestedBy: actor.name,
        requestedAt: Date.UTC(2026, 0, 27, 12) + runs.size,
        includeRollback: request.includeRollback,
        steps: [],
      };
      runs.set(run.id, run);
      return run;
    },
    approve: (id, actor) => move(id, 'approved', 'approve', actor),
    deny: (id, actor, reason) => move(id, 'denied', `deny (${reason ?? 'no reason'})`, actor),
    execute: (id, actor) => move(id, 'executing', 'execute', actor),
    cancel: (id, actor) => move(id, 'cancelled', 'cancel', actor),
    stop: async (reason, actor) => note(`stop (${reason})`, actor),
    resume: async (actor) => note('resume', actor),
    list: async () => [...runs.values()].reverse(),
    get: async (id) => runs.get(id),
  };
  return {
    desk,
    calls,
    refuse(error: Error) {
      refused = error;
    },
  };
}

/** Mutes in memory. */
export function fakeMutes() {
  const mutes = new Map<string, NewMute & { id: string; author: string }>();
  return {
    list: async () => [...mutes.values()],
    async add(mute: NewMute, { name }: Actor) {
      const added = { ...mute, id: `mute-${mutes.size + 1}`, author: name };
      mutes.set(added.id, added);
      return added;
    },
    async remove(id: string, _actor: Actor) {
      if (!mutes.delete(id)) throw refusal('NotFound', 'There is no such mute.');
    },
  };
}
