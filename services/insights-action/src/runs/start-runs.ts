import { access } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { RcaResult, Runbook } from '@aiops/contracts';
import { encode, type Health, type Lifecycle, type ServiceContext } from '@aiops/runtime';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { baselineOf } from '../verify/baseline.ts';
import { createSampleWatch } from '../verify/watch-samples.ts';
import { openAuditLog } from './audit-log.ts';
import { automaticRuns } from './automatic-runs.ts';
import type { DeskPorts, PlanAnswer } from './desk-ports.ts';
import type { Run } from './run.ts';
import { createRunDesk, type RunDesk } from './run-desk.ts';
import type { RunRequest } from './run-entry.ts';
import type { ExecuteStep } from './run-plan.ts';

const NAME = 'insights-action';
/** How often claims are kept alive, several times within a lease, and runs are looked after. */
const TICK_MS = 5_000;

export interface StartRunsOptions {
  /** Makes the plan of a request from the runbooks as they are now. */
  readonly plan: (request: RunRequest) => Promise<PlanAnswer>;
  readonly execute: ExecuteStep;
  /** The runbooks as they are now. */
  readonly runbooks: () => readonly Runbook[];
  /** The newest revision of an incident, as far as it is known. */
  readonly incident: (id: string) => Promise<RcaResult | undefined>;
  /** Told of each change of a run that this instance makes. */
  readonly onChange?: (run: Run) => void;
}

export interface Runs {
  readonly desk: RunDesk;
  /** Runs by themselves what the settings let; there only where they let anything. */
  readonly sinks: readonly IncidentSink[];
  readonly health: () => Health;
}

/** Opens the audit log, ends what a former process left in the middle, and looks after runs until the lifecycle stops. */
export async function startRuns(
  context: ServiceContext,
  lifecycle: Lifecycle,
  options: StartRunsOptions,
): Promise<Runs> {
  const { config, logger, now } = context;
  const { runbooks: settings } = config.insights_action;
  const audit = await lifecycle.start(
    'audit log',
    () => openAuditLog(settings.audit_file),
    (log) => log.close(),
  );
  const problem = audit.problem();
  if (problem !== undefined) logger.warn({ problem }, 'No runbook can be run.');
  const desk = createRunDesk(portsOf(context, audit, options));
  const recovered = { done: false };
  const look = async () => {
    try {
      if (!recovered.done) await desk.recover();
      recovered.done = true;
      await desk.tick();
    } catch (err) {
      logger.warn({ err }, 'Runs could not be looked after; trying again soon.');
    }
  };
  await look();
  const beat = () =>
    desk
      .heartbeat()
      .catch((err: unknown) => logger.warn({ err }, 'The claims of runs could not be kept alive.'));
  await lifecycle.start(
    'runs',
    // Apart from each other: a bus that does not answer must not let claims run out.
    async () => [every(TICK_MS, look), every(TICK_MS, beat)],
    async (stops) => {
      await desk.close();
      await Promise.all(stops.map((stop) => stop()));
    },
  );
  const sink = automaticRuns({ desk, runbooks: options.runbooks, now, maxAgeMs: settings.approval_ttl });
  return { desk, sinks: settings.auto_execute ? [sink] : [], health: () => desk.health() };
}

function portsOf(
  { config, bus, state, metrics, logger, now }: ServiceContext,
  audit: DeskPorts['audit'],
  { plan, execute, incident, onChange }: StartRunsOptions,
): DeskPorts {
  const { runbooks: settings } = config.insights_action;
  const { rules } = config.anomaly_detection;
  const thresholdOf = (name: string) => rules.find((rule) => rule.name === name)?.threshold;
  return {
    plan,
    execute,
    audit,
    settings,
    now,
    instance: `${hostname()}/${process.pid}/${now()}`,
    records: {
      runs: state.records('insights-action/runs'),
      index: state.records('insights-action/run-index'),
      turns: state.records('insights-action/run-turns'),
      control: state.records('insights-action/run-control'),
    },
    publish: (messages) => bus.publish(messages.map((message) => encode(message, NAME))),
    stopFile: async () => settings.stop_file !== undefined && (await isThere(settings.stop_file)),
    baseline: async (request, metric) => {
      const result = request.incident === null ? undefined : await incident(request.incident);
      return result === undefined ? undefined : baselineOf(result, request.device, metric, thresholdOf);
    },
    samples: createSampleWatch(bus),
    onChange(run) {
      if (run.startedAt !== undefined && run.endedAt === run.at && run.verdict === undefined) {
        metrics.executions.inc({ runbook: run.plan.runbook, mode: run.mode, result: run.state });
      }
      onChange?.(run);
    },
    log: logger,
  };
}

/** Anything but "it is not there" counts as there: a file that cannot be looked at stops runs, too. */
async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Does it again and again, never twice at a time; the result ends that and waits for the last. */
function every(interval: number, action: () => Promise<void>): () => Promise<void> {
  let going: Promise<void> | undefined;
  const timer = setInterval(() => {
    going ??= action().finally(() => {
      going = undefined;
    });
  }, interval);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await going;
  };
}
