import type { AnomalyMessage } from '@aiops/contracts';

/** What kind of trouble an anomaly shows. */
export type Symptom =
  | 'link'
  | 'hardware'
  | 'resource'
  | 'slow'
  | 'errors'
  | 'log'
  | 'silence'
  | 'traffic'
  | 'other';

/** Words in the name of a metric or rule; the first that matches counts. Names only: a log line may say anything. */
const NAMED: readonly (readonly [RegExp, Symptom])[] = [
  [/link|uplink|oper status|carrier|interface (up|down|state|status)|port (up|down|state|status)/, 'link'],
  [
    /redfish|\bpsu\b|power state|power supply|\bfan\b|temperature|hardware|\bhealth\b|drive|\braid\b|reboot|uptime/,
    'hardware',
  ],
  [/stale|silent|no data|\bup\b/, 'silence'],
  [/5xx|error|fail|reset|discard|drop|loss|retrans|refused/, 'errors'],
  [/latency|duration|response time|self time|slow|\brtt\b|delay|iowait/, 'slow'],
  [/cpu|memory|\bmem\b|disk|swap|load average|\bload\b|filesystem|inode|heap/, 'resource'],
  [/network|octets|bytes|packets|throughput|requests|traffic|span rate|vanished calls/, 'traffic'],
];

/** The kind of trouble that an anomaly shows, told from its type and the names of its metric and rule. */
export function symptomOf(anomaly: AnomalyMessage): Symptom {
  if (anomaly.anomaly_type === 'staleness') return 'silence';
  const words = `${anomaly.metric_name} ${anomaly.rule ?? ''}`
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[-_./:]+/g, ' ');
  const named = NAMED.find(([pattern]) => pattern.test(words))?.[1];
  if (anomaly.anomaly_type === 'log') return named === 'link' || named === 'hardware' ? named : 'log';
  if (anomaly.anomaly_type === 'trace') return named === 'slow' || named === 'traffic' ? named : 'errors';
  return named ?? 'other';
}
