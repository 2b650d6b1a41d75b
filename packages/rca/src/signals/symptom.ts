import type { AnomalyMessage } from '@aiops/contracts';
import { readOnce } from '../read-once.ts';

/** The kinds of trouble that something may show. */
export const SYMPTOMS = [
  'link',
  'hardware',
  'path',
  'own_time',
  'calls',
  'resource',
  'slow',
  'errors',
  'log',
  'silence',
  'traffic',
  'other',
] as const;

/** What kind of trouble something shows. */
export type Symptom = (typeof SYMPTOMS)[number];

const BITS = Object.fromEntries(SYMPTOMS.map((symptom, n) => [symptom, 1 << n])) as Record<Symptom, number>;

/** Kinds of trouble as a set that is one number, with a bit for each. */
export function symptomSet(symptoms: readonly Symptom[]): number {
  return symptoms.reduce((set, symptom) => set | BITS[symptom], 0);
}

/** Words in the name of a metric or rule; the first that matches counts. Names only: a log line may say anything. */
const NAMED: readonly (readonly [RegExp, Symptom])[] = [
  [/^span gap/, 'path'],
  [/^span self time *$/, 'own_time'],
  [/^span children/, 'calls'],
  [/^log lines/, 'log'],
  [/link|uplink|oper status|carrier|interface (up|down|state|status)|port (up|down|state|status)/, 'link'],
  [
    /redfish|\bpsu\b|power state|power supply|\bfan\b|temperature|hardware|\bhealth\b|drive|\braid\b|reboot|uptime/,
    'hardware',
  ],
  [/stale|silent|no data|\bup\b/, 'silence'],
  [/5xx|error|fail|reset|discard|drop|loss|retrans|refused|availab|success/, 'errors'],
  [/latency|duration|response time|self time|slow|\brtt\b|delay|iowait/, 'slow'],
  [/cpu|memory|\bmem\b|disk|swap|load average|\bload\b|filesystem|inode|heap/, 'resource'],
  [/network|octets|bytes|packets|throughput|requests|traffic|span rate|vanished calls/, 'traffic'],
];

/** Names of things of which less is worse. */
const LESS_IS_WORSE = /availab|success|\bfree\b|\bidle\b|\bup\b|health/;
/** Kinds of trouble of which more is worse; of the others either direction may be. */
const MORE_IS_WORSE: readonly Symptom[] = ['path', 'own_time', 'resource', 'slow', 'errors'];

const toldBy = readOnce((names): Symptom | 'untold' => {
  const words = wordsOf(names);
  return NAMED.find(([pattern]) => pattern.test(words))?.[1] ?? 'untold';
});
const isLessWorse = readOnce((metric) => LESS_IS_WORSE.test(wordsOf(metric)));

/** The kind of trouble that the names of a metric and a rule tell, if they tell one. */
export function symptomOfNames(metric: string, rule: string): Symptom | undefined {
  const symptom = toldBy(rule === '' ? metric : `${metric} ${rule}`);
  return symptom === 'untold' ? undefined : symptom;
}

/** The kind of trouble that an anomaly shows, told from its type and the names of its metric and rule. */
export function symptomOf(anomaly: AnomalyMessage): Symptom {
  if (anomaly.anomaly_type === 'staleness') return 'silence';
  const named = symptomOfNames(anomaly.metric_name, anomaly.rule ?? '');
  if (anomaly.anomaly_type === 'log') return named === 'link' || named === 'hardware' ? named : 'log';
  if (anomaly.anomaly_type === 'trace') return named === 'slow' || named === 'traffic' ? named : 'errors';
  return named ?? 'other';
}

/** Whether a change in this direction can be trouble: latency that falls is none. */
export function isWorse(metric: string, symptom: Symptom, direction: 'up' | 'down'): boolean {
  if (isLessWorse(metric)) return direction === 'down';
  return direction === 'up' || !MORE_IS_WORSE.includes(symptom);
}

function wordsOf(names: string): string {
  return names
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[-_./:]+/g, ' ');
}
