import { contentId, parseTimestamp } from '@aiops/contracts';
import { z } from 'zod';
import { sortedLabels } from '../../messages/entity-labels.ts';

const texts = z.record(z.string(), z.string());
const common = {
  labels: texts,
  annotations: texts.default({}),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().min(1).optional(),
};
const notifiedSchema = z.looseObject({ ...common, status: z.enum(['firing', 'resolved']) });
const listedSchema = z.looseObject(common);

/** An alert as Alertmanager told it. Times are epoch ms. */
export interface SeenAlert {
  /** Of its labels: with the time of its begin it is one alert. */
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: number;
  /** Of one that fires, when it will be over unless it is told again. */
  readonly endsAt: number | undefined;
  readonly generatorURL: string | undefined;
}

const MOST_TEXTS = 64;
const TEXT_LENGTH = 1_000;

/** The alert that the fleet posts itself: read as news, it would be evidence for itself. */
const OWN = 'AIOpsRootCause';

export interface ReadAlerts {
  readonly alerts: readonly SeenAlert[];
  /** Items that are no alerts, in words. */
  readonly problems: readonly string[];
}

/** Reads the alerts of a webhook notification (`notified`) or of `GET /api/v2/alerts`, which lists only what fires. The fleet's own are left out. */
export function readAlerts(items: readonly unknown[], from: 'notified' | 'listed'): ReadAlerts {
  const read = items.map((item) => readAlert(item, from));
  return {
    alerts: read.filter((one) => typeof one !== 'string').filter(({ labels }) => labels.alertname !== OWN),
    problems: read.flatMap((one, index) => (typeof one === 'string' ? [`alerts[${index}].${one}`] : [])),
  };
}

/** One alert, or what is wrong with it. */
function readAlert(item: unknown, from: 'notified' | 'listed'): SeenAlert | string {
  const read = (from === 'notified' ? notifiedSchema : listedSchema).safeParse(item);
  if (!read.success)
    return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const { annotations, endsAt, generatorURL, fingerprint, status } = read.data as Readonly<
    z.infer<typeof listedSchema>
  >;
  const startsAt = parseTimestamp(read.data.startsAt);
  if (startsAt === undefined) return 'startsAt: expected a time';
  const labels = bounded(read.data.labels);
  return {
    fingerprint: (fingerprint ?? fingerprintOf(labels)).slice(0, TEXT_LENGTH),
    status: from === 'notified' && status === 'resolved' ? 'resolved' : 'firing',
    labels,
    annotations: bounded(annotations),
    startsAt,
    endsAt: endsAt === undefined ? undefined : parseTimestamp(endsAt),
    // A notification has an empty one where a list has none.
    generatorURL: generatorURL === '' ? undefined : generatorURL?.slice(0, TEXT_LENGTH),
  };
}

/** No more than a message, and what is remembered, can carry. */
function bounded(given: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(sortedLabels(given)).slice(0, MOST_TEXTS);
  return Object.fromEntries(
    kept.map(([name, text]) => [name.slice(0, TEXT_LENGTH), String(text).slice(0, TEXT_LENGTH)]),
  );
}

function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  return contentId('labels', JSON.stringify(labels));
}
