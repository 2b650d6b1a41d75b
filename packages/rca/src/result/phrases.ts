import { ENTITY_METRIC } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import { saysLinkDown } from '../ranking/direct-evidence.ts';
import type { Finding } from '../ranking/finding.ts';
import { type Symptom, symptomOf } from '../signals/symptom.ts';

const METRIC = '{metric}';
/** What happened to an entity, as the verb of a sentence. {@link METRIC} is filled in. */
const VERBS: Readonly<Record<Symptom, string>> = {
  link: 'lost a link',
  hardware: 'reported a hardware fault',
  path: 'was reached late',
  own_time: 'took longer itself',
  calls: 'called others than usual',
  resource: 'ran short of {metric}',
  slow: 'slowed down',
  errors: 'failed requests',
  log: 'logged errors',
  silence: 'stopped reporting',
  traffic: 'saw unusual {metric}',
  other: 'showed abnormal {metric}',
};
const RESOURCES = /cpu|memory|disk|swap|load/i;

/** What users feel comes first, then what explains it least. */
const TELLING: readonly Symptom[] = [
  'link',
  'hardware',
  'slow',
  'errors',
  'log',
  'silence',
  'resource',
  'traffic',
  'other',
];

/** What one entity did and when, told from its most telling anomaly: "lost its uplink". */
export function deed(
  finding: Finding,
  index: TopologyIndex | undefined,
): { readonly did: string; readonly at: number } {
  const { anomalies, direct } = finding;
  const telling = direct?.sighting ?? anomalies.reduce((a, b) => (b.score > a.score ? b : a));
  const { metric_name, rule, summary } = telling.message;
  const at = telling.startedAt;
  if (!saysLinkDown(telling, index)) return { did: verb(symptomOf(telling.message), metric_name), at };
  const isUplink = /uplink/i.test(`${metric_name} ${rule ?? ''} ${summary}`);
  return { did: isUplink ? 'lost its uplink' : VERBS.link, at };
}

/** What several entities did, two things at most, the ones that at least half of them show first: "slowed down and logged errors". */
export function deeds(findings: readonly Finding[]): string {
  const shown = new Map<string, { readonly symptom: Symptom; count: number; last: Finding }>();
  for (const finding of findings) {
    for (const { message } of finding.anomalies) {
      const symptom = symptomOf(message);
      const what = verb(symptom, message.metric_name);
      const known = shown.get(what);
      if (known === undefined) shown.set(what, { symptom, count: 1, last: finding });
      else if (known.last !== finding) {
        known.count += 1;
        known.last = finding;
      }
    }
  }
  const ordered = [...shown].sort(
    ([a, x], [b, y]) =>
      Number(y.count * 2 >= findings.length) - Number(x.count * 2 >= findings.length) ||
      TELLING.indexOf(x.symptom) - TELLING.indexOf(y.symptom) ||
      y.count - x.count ||
      compareText(a, b),
  );
  return ordered
    .slice(0, 2)
    .map(([what]) => what)
    .join(' and ');
}

/** A number of things and their kind: "6 servers", "1 service", "3 devices" when the kinds differ. */
export function counted(findings: readonly Finding[], index: TopologyIndex | undefined): string {
  const types = new Set(findings.map((finding) => typeOf(finding, index)));
  const kinds = new Set([...types].map(kindOf));
  const kind = kinds.size === 1 ? ([...kinds][0] ?? 'device') : 'device';
  return `${findings.length} ${findings.length === 1 ? kind : plural(kind)}`;
}

function typeOf({ node, anomalies }: Finding, index: TopologyIndex | undefined): string {
  const told = anomalies[0]?.message.entity_type ?? 'device';
  return node === undefined ? told : (index?.nodeAt(node).type ?? told);
}

function kindOf(type: string): string {
  return type === 'unknown' ? 'device' : type.replaceAll(/[-_]+/g, ' ');
}

function plural(kind: string): string {
  if (/(s|x|ch|sh)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function verb(symptom: Symptom, metric: string): string {
  const words = VERBS[symptom];
  if (!words.includes(METRIC)) return words;
  const resource = symptom === 'resource' ? RESOURCES.exec(metric)?.[0].toLowerCase() : undefined;
  const named = metric === ENTITY_METRIC ? 'metrics' : metric;
  const what = resource?.replace('cpu', 'CPU') ?? named;
  // A name may hold what would be a pattern in a replacement.
  return words.replace(METRIC, () => what);
}
