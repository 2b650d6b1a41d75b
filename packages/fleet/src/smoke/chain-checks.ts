import type { Config } from '@aiops/config';
import { type ActionMessage, type AnomalyMessage, type RcaResult, topics } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import { type Check, CheckFailed } from './check.ts';
import { breakableRules, type Exercise, exercise, toRecords } from './exercise.ts';
import { type Following, followTopic } from './follow-topic.ts';
import { TOPICS_EXIST } from './topics-check.ts';

export interface ChainOptions {
  readonly config: Config;
  readonly open: () => Promise<Bus>;
  /** Of the made-up host; never used before, and a site of its own. */
  readonly name: string;
  readonly now: () => number;
  /** For each step. */
  readonly timeoutMs: number;
  readonly whereToLook: (part: string) => string;
}

const ANOMALY = 'metrics pushed to Kafka become anomalies';
const RESULT = 'related anomalies become a result';
const ACTION = 'the result becomes an action';
const END = 'the incident ends when the values are normal again';

/** What the steps hand on to each other. */
interface Run {
  readonly bus: Bus;
  readonly exercise: Exercise;
  readonly anomalies: Following<AnomalyMessage>;
  readonly results: Following<RcaResult>;
  readonly actions: Following<ActionMessage>;
  incident?: string;
}

/** Pushes metrics of a made-up host that break rules, and follows what becomes of them through all services. */
export function chainChecks(options: ChainOptions): Check[] {
  let run: Run | undefined;
  const running = async () => {
    run ??= await begin(options);
    return run;
  };
  const step = (title: string, needs: string, make: (run: Run) => Promise<string>): Check => {
    return { part: 'chain', title, needs, run: async () => make(await running()) };
  };
  return [
    step(ANOMALY, TOPICS_EXIST, (current) => expectAnomalies(current, options)),
    step(RESULT, ANOMALY, (current) => expectResult(current, options)),
    step(ACTION, RESULT, (current) => expectAction(current, options)),
    step(END, RESULT, (current) => expectEnd(current, options)),
  ];
}

async function begin({ config, open, name, now }: ChainOptions): Promise<Run> {
  if (breakableRules(config).length < 2) {
    throw new CheckFailed(
      'fewer than two rules on different metrics are enabled, so nothing can be made to happen',
      'enable two in anomaly_detection.rules of config/aiops.yml, or --skip chain',
    );
  }
  const bus = await open();
  const partitions = {
    [topics.metrics]: await bus.partitions(topics.metrics),
    [topics.logs]: await bus.partitions(topics.logs),
    [topics.traces]: await bus.partitions(topics.traces),
  };
  return {
    bus,
    exercise: exercise(config, name, partitions, now()),
    anomalies: await followTopic(bus, topics.anomalies),
    results: await followTopic(bus, topics.rcaResults),
    actions: await followTopic(bus, topics.actions),
  };
}

async function expectAnomalies({ bus, exercise, anomalies }: Run, options: ChainOptions): Promise<string> {
  await bus.publish(toRecords(exercise.breakRules));
  const found: string[] = [];
  for (const { name } of exercise.rules) {
    const anomaly = await anomalies.first(
      ({ rule, entity_id: entity, status }) =>
        rule === name && entity === exercise.entityId && status === 'firing',
      options.timeoutMs,
    );
    if (anomaly === undefined) {
      throw new CheckFailed(
        `no anomaly of rule ${name} on ${topics.anomalies} within ${options.timeoutMs / 1000} s`,
        `${options.whereToLook('anomaly-detection')}; does it run with the same configuration as this command?`,
      );
    }
    found.push(name);
  }
  return `${found.join(', ')} on the made-up host ${exercise.site}`;
}

async function expectResult(run: Run, options: ChainOptions): Promise<string> {
  const { bus, exercise, results } = run;
  await bus.publish(toRecords(exercise.letTimePass));
  const result = await results.first(
    ({ trigger_anomaly: trigger }) => trigger?.entity_id === exercise.entityId,
    options.timeoutMs,
  );
  if (result?.incident_id === undefined) {
    throw new CheckFailed(
      `no result on ${topics.rcaResults} within ${options.timeoutMs / 1000} s`,
      `${options.whereToLook('root-cause-analysis')}; does it run with the same correlation_wait as this command?`,
    );
  }
  run.incident = result.incident_id;
  const cause = result.root_cause.root_cause_device ?? 'no clear cause';
  return `incident ${result.incident_id}, cause ${cause}, ${result.correlated_anomalies.length + 1} anomalies`;
}

async function expectAction({ actions, incident }: Run, options: ChainOptions): Promise<string> {
  const action = await actions.first(({ incident_id: id }) => id === incident, options.timeoutMs);
  if (action === undefined) {
    throw new CheckFailed(
      `no action on ${topics.actions} within ${options.timeoutMs / 1000} s`,
      `${options.whereToLook('insights-action')}; does a runbook fit the rules that are enabled?`,
    );
  }
  return `runbook ${action.runbook} suggested`;
}

async function expectEnd({ bus, exercise, results, incident }: Run, options: ChainOptions): Promise<string> {
  await bus.publish(toRecords(exercise.recover));
  await bus.publish(toRecords(exercise.letItEnd));
  const ended = await results.first(
    ({ incident_id: id, status }) => id === incident && status === 'resolved',
    options.timeoutMs,
  );
  if (ended !== undefined) return `incident ${incident} is resolved`;
  throw new CheckFailed(
    `incident ${incident} is not resolved on ${topics.rcaResults} after ${options.timeoutMs / 1000} s`,
    options.whereToLook('root-cause-analysis'),
  );
}
