import { contentId } from '@aiops/contracts';
import { maskFields } from '../secrets/mask-fields.ts';
import type { Actor } from './actor.ts';
import type { DeskPorts } from './desk-ports.ts';
import { Conflict, LimitReached } from './refusals.ts';
import { isOver, type Run } from './run.ts';
import type { RunRequest } from './run-entry.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunPlan } from './run-plan.ts';
import { requireDecidable, requireRole } from './run-policy.ts';
import type { RunStore } from './run-store.ts';

/** What people decide about runs. */
export interface RunDecisions {
  dryRun(request: RunRequest, actor: Actor): Promise<RunPlan>;
  request(request: RunRequest, actor: Actor): Promise<Run>;
  approve(id: string, actor: Actor, options?: { readonly includeRollback?: boolean }): Promise<Run>;
  deny(id: string, actor: Actor, reason?: string): Promise<Run>;
  cancel(id: string, actor: Actor): Promise<Run>;
  /** Puts a request down under this id; the run of that id where there is one. */
  open(id: string, request: RunRequest, plan: RunPlan, by: Actor): Promise<Run>;
  /** Puts an approval down. Whether the actor may is known already. */
  approveAs(run: Run, by: Actor, includeRollback: boolean): Promise<Run>;
}

/** A run that executes takes a step further now and then, and each time a wish to cancel it has to be put down anew. */
const CANCEL_TRIES = 5;
/** Most runs that are not over: people decide about none of more, and all of them are kept. */
const OPEN_LIMIT = 200;

export function createRunDecisions(
  ports: DeskPorts,
  store: RunStore,
  journal: RunJournal,
  interrupt: (run: string) => void,
): RunDecisions {
  const { settings, now } = ports;
  const planOf = async (request: RunRequest) => {
    const answer = await ports.plan(request);
    if ('plan' in answer) return answer.plan;
    throw new Conflict(`${request.runbook} cannot be run like this: ${answer.problems.join('; ')}`);
  };
  const open: RunDecisions['open'] = async (id, request, plan, by) => {
    const known = await store.load(id);
    if (known !== undefined) return known;
    const mode = by.role === 'policy' ? 'auto' : 'manual';
    return journal.decide(undefined, { kind: 'requested', run: id, at: now(), by, mode, request, plan });
  };
  const approveAs: RunDecisions['approveAs'] = (run, by, includeRollback) => {
    const at = now();
    const approval = {
      by,
      at,
      planHash: run.plan.hash,
      expiresAt: at + settings.approval_ttl,
      includeRollback,
    };
    return journal.decide(run, { kind: 'approved', run: run.id, at, approval });
  };
  const told = (run: Run) => {
    journal.announce(run);
    return run;
  };
  return {
    open,
    approveAs,
    async dryRun(request, actor) {
      requireRole(actor, 'operator', 'plan runs');
      return maskFields(await planOf(request));
    },
    async request(request, actor) {
      requireRole(actor, 'operator', 'request runs');
      const plan = await planOf(request);
      if ((await store.summaries()).filter(({ over }) => !over).length >= OPEN_LIMIT)
        throw new LimitReached(
          `There are ${OPEN_LIMIT} runs that wait or run already: decide about some of them, or deny or cancel them, and ask again.`,
        );
      const id = contentId('run', request.incident ?? '', plan.hash, now(), actor.name);
      return told(await open(id, request, plan, actor));
    },
    async approve(id, actor, options = {}) {
      const run = await journal.load(id);
      requireDecidable(run, actor, settings);
      const includeRollback = options.includeRollback ?? run.request.includeRollback ?? false;
      return told(await approveAs(run, actor, includeRollback));
    },
    async deny(id, actor, reason) {
      const run = await journal.load(id);
      requireDecidable(run, actor, settings);
      const because = reason === undefined ? {} : { reason };
      return told(await journal.decide(run, { kind: 'denied', run: id, at: now(), by: actor, ...because }));
    },
    async cancel(id, actor) {
      requireRole(actor, 'operator', 'cancel runs');
      for (let tries = 1; ; tries += 1) {
        const run = await journal.load(id);
        if (isOver(run)) throw new Conflict(`Run ${id} is ${run.state} already: there is nothing to cancel.`);
        interrupt(id);
        try {
          return told(await journal.decide(run, { kind: 'cancelled', run: id, at: now(), by: actor }));
        } catch (error) {
          if (!(error instanceof Conflict) || tries === CANCEL_TRIES) throw error;
        }
      }
    },
  };
}
