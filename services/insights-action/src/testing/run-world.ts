import { createHash } from 'node:crypto';
import type { ActionMessage } from '@aiops/contracts';
import {
  createMemoryStateStore,
  type OutMessage,
  type Records,
  type StateStore,
  Unavailable,
} from '@aiops/runtime';
import { addLeftover, noLeftovers } from '../runs/audit-leftovers.ts';
import { type AuditLog, AuditUnavailable } from '../runs/audit-log.ts';
import type { DeskPorts, DeskRecords } from '../runs/desk-ports.ts';
import { createRunDesk, type RunDesk } from '../runs/run-desk.ts';
import type { AuditEntry, RunRequest } from '../runs/run-entry.ts';
import type { PlannedStep, Risk, RunPlan, StepOutcome } from '../runs/run-plan.ts';
import type { RunSettings } from '../runs/run-policy.ts';

export const MINUTE = 60_000;

export const runSettings: RunSettings = {
  auto_execute: false,
  auto_risk: 'read_only',
  two_roles: false,
  approval_ttl: 15 * MINUTE,
  cooldown: 0,
  max_per_hour: 1000,
};

const SETS = ['runs', 'index', 'turns', 'control'] as const;

/** One step that was begun. */
export interface Executed {
  readonly step: string;
  readonly at: number;
  readonly instance: string;
  /** Whether the bus had the claim of its run by then. */
  readonly isAnnounced: boolean;
}

type Operation = 'records' | 'audit' | 'publish' | 'plan' | 'execute';

/** Decides when a call to the outside happens and how it ends; at once and well unless a test wants otherwise. */
export type Carry = <T>(operation: Operation, instance: string, effect: () => Promise<T>) => Promise<T>;

export interface RunWorldOptions {
  readonly settings?: Partial<RunSettings>;
  readonly carry?: Carry;
  readonly steps?: readonly Risk[];
}

/** What a test changes and looks at. */
interface World {
  now: number;
  version: number;
  stopFile: boolean;
  executed: Executed[];
  published: OutMessage[];
  /** What the metric did after each run. */
  after: number[];
  auditProblem: string | undefined;
  outcome: (step: PlannedStep) => Partial<StepOutcome>;
  whileExecuting: (step: PlannedStep, signal: AbortSignal) => Promise<void>;
  disk(name: string): AuditEntry[];
  planOf(request: RunRequest): RunPlan;
}

/** Everything outside of run desks, which outlives them: records, one audit log an instance, the bus, the clock, the runbook. */
export function runWorld(options: RunWorldOptions = {}) {
  const store = createMemoryStateStore();
  const carry: Carry = options.carry ?? ((_operation, _instance, effect) => effect());
  const risks = options.steps ?? ['reversible', 'reversible'];
  const disks = new Map<string, AuditEntry[]>();
  const desks = new Map<string, RunDesk>();
  const world = {
    now: Date.UTC(2026, 0, 27, 12),
    version: 1,
    stopFile: false,
    executed: [] as Executed[],
    published: [] as OutMessage[],
    after: [] as number[],
    auditProblem: undefined as string | undefined,
    outcome: (_step: PlannedStep): Partial<StepOutcome> => ({}),
    whileExecuting: async (_step: PlannedStep, _signal: AbortSignal): Promise<void> => {},
    disk(name: string) {
      const disk = disks.get(name) ?? [];
      disks.set(name, disk);
      return disk;
    },
    /** Values of what was published, each once. */
    actions(): ActionMessage[] {
      return [...new Map(world.published.map(({ id, value }) => [id, value as ActionMessage])).values()];
    },
    planOf: (request: RunRequest) => planOf(request, world.version, risks),
    /** A desk on the audit log of this name; another one of the same name is the process after a restart. */
    desk(name = 'a', life = 1, settings: Partial<RunSettings> = {}): RunDesk {
      const key = `${name}-${life}`;
      const ports = portsOf(world, store, carry, name, key);
      const known = desks.get(key);
      const desk =
        known ?? createRunDesk({ ...ports, settings: { ...runSettings, ...options.settings, ...settings } });
      desks.set(key, desk);
      return desk;
    },
    /** As a Redis that was flushed. */
    async forgetRecords() {
      for (const set of SETS) {
        const records = store.records(set);
        await records.delete([...(await records.all()).keys()]);
      }
    },
  };
  return world;
}

function isAnnounced({ published }: World, { name }: PlannedStep): boolean {
  return published.some(({ value }) => {
    const { event, result } = value as ActionMessage;
    return event === 'claimed' && result?.steps?.some(({ step }) => step === name);
  });
}

/** The ports of one process. */
function portsOf(world: World, store: StateStore, carry: Carry, name: string, instance: string): DeskPorts {
  return {
    plan: (request) => carry('plan', instance, async () => ({ plan: world.planOf(request) })),
    execute: (step, _target, signal) => {
      world.executed.push({
        step: step.name,
        at: world.now,
        instance,
        isAnnounced: isAnnounced(world, step),
      });
      return carry('execute', instance, async () => {
        await world.whileExecuting(step, signal);
        return {
          status: 'done',
          output: `${step.name} says ok`,
          truncated: false,
          durationMs: 5,
          ...world.outcome(step),
        };
      });
    },
    audit: auditOn(
      world.disk(name),
      (effect) => carry('audit', instance, effect),
      () => world.auditProblem,
    ),
    records: recordsOf(
      (set) => store.records(set),
      (effect) => carry('records', instance, effect),
    ),
    publish: (messages) =>
      carry('publish', instance, async () => void world.published.push(...structuredClone(messages))),
    settings: runSettings,
    now: () => world.now,
    instance,
    stopFile: async () => world.stopFile,
    baseline: async (request, metric) => ({
      series: { entityId: request.device ?? '', metric, labels: {} },
      band: { lower: 10, upper: 20 },
      value: 50,
    }),
    samples: {
      begin: async (baseline) => ({ baseline, partition: 0, from: 0, before: [49, 50, 51] }),
      since: async () => world.after,
    },
    onChange: () => {},
    log: { warn: () => {} },
  };
}

/** Restarts of an instance begin with what its audit log holds. */
function auditOn(
  disk: AuditEntry[],
  carry: <T>(effect: () => Promise<T>) => Promise<T>,
  problem: () => string | undefined,
): AuditLog {
  const left = noLeftovers();
  for (const entry of disk) addLeftover(left, entry);
  return {
    append: (entry) =>
      carry(async () => {
        const why = problem();
        if (why !== undefined) throw new AuditUnavailable(why);
        disk.push(structuredClone(entry));
      }),
    hasBegun: (run) =>
      carry(async () => {
        const why = problem();
        if (why !== undefined) throw new AuditUnavailable(why);
        return disk.some((entry) => entry.kind === 'claimed' && entry.run === run);
      }),
    problem,
    left,
    close: async () => {},
  };
}

function recordsOf(
  open: (set: string) => Records,
  carry: <T>(effect: () => Promise<T>) => Promise<T>,
): DeskRecords {
  const through = (set: string): Records => {
    const records = open(set);
    return {
      get: (key) => carry(() => records.get(key)),
      put: (key, value) => carry(() => records.put(key, value)),
      create: (key, value) => carry(() => records.create(key, value)),
      replace: (key, read, value) => carry(() => records.replace(key, read, value)),
      delete: (keys) => carry(() => records.delete(keys)),
      all: () => carry(() => records.all()),
    };
  };
  return {
    runs: through('runs'),
    index: through('index'),
    turns: through('turns'),
    control: through('control'),
  };
}

function planOf(request: RunRequest, version: number, risks: readonly Risk[]): RunPlan {
  const step = (name: string, risk: Risk): PlannedStep => ({
    name: `${request.parameters.tag ?? 'x'}/v${version}/${name}`,
    risk,
    action: { kind: 'command', argv: ['true', name] },
    timeoutMs: 1000,
    lines: 10,
    stopOnFailure: true,
  });
  const body = {
    runbook: request.runbook,
    runbookHash: `v${version}`,
    incident: request.incident,
    device: request.device,
    parameters: request.parameters,
    target: request.target ?? 'this_host',
    steps: risks.map((risk, index) => step(`step-${index}`, risk)),
    rollback: [step('back', 'reversible')],
    effect: { metric: 'disk_usage', direction: 'down', withinMs: 10 * MINUTE },
  } as const;
  return { ...body, hash: createHash('sha256').update(JSON.stringify(body)).digest('hex') };
}

/** A dependency that does not answer. */
export const away = () => new Unavailable('Redis does not answer');

export function runRequest(tag: string, rest: Partial<RunRequest> = {}): RunRequest {
  return {
    runbook: 'disk_high',
    incident: `incident-${tag}`,
    device: 'server-1',
    parameters: { tag },
    ...rest,
  };
}
