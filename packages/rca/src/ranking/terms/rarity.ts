import { type Alert, type AlertHistory, surprisesIn } from '../../memory/alert-history.ts';
import { round4 } from '../../rounding.ts';
import type { Sighting } from '../../signals/sighting.ts';
import { symptomOf } from '../../signals/symptom.ts';

/** How far out of the ordinary the alerts of an entity are, for an incident. */
export interface Rarity {
  /** 0…1: its surprise as a share of that of the most surprising entity of the incident. */
  readonly share: number;
  /** The surprise itself, and that of the most surprising entity. */
  readonly surprise: number;
  readonly most: number;
  /** 0…1: how far the history can be believed; 0 while no incident is known. */
  readonly trust: number;
  /** What is left of its explaining others: 1 while nothing is known, later `share`. The usual explains nothing unusual. */
  readonly standing: number;
  /** What is left of its being explained by others: 1 while nothing is known, later 1 − `share`. */
  readonly excusable: number;
  /** The alert that surprises most, in words. */
  readonly why: string;
}

/** Incidents after which the history is believed half. */
const HALF_TRUST = 10;
/** A shortage of its own says more about an entity than what comes over the network. */
const OWN_SHORTAGE = 2;
/** Calls fail or take long for both ends of them. */
const SHARED_CALL = 0.5;

/** How far a history can be believed, 0…1. */
export function trustIn({ incidents }: Pick<AlertHistory, 'incidents'>): number {
  return round4(incidents / (incidents + HALF_TRUST));
}

/**
 * The rarity of each entity with alerts: the sum over its distinct series of how surprising they are (see
 * {@link surprisesIn}), a shortage of a resource doubled, an alert on calls halved. `counted` when the history knows this very
 * incident.
 */
export function raritiesOf(
  members: readonly Sighting[],
  history: AlertHistory,
  counted = false,
): ReadonlyMap<string, Rarity> {
  const trust = trustIn(history);
  const found = new Map<string, Surprise>();
  const series = new Set<string>();
  const surpriseOf = surprisesIn(history, counted);
  for (const member of members) {
    if (series.has(member.series)) continue;
    series.add(member.series);
    add(found, member, weightOf(member) * surpriseOf(member));
  }
  const most = Math.max(0, ...[...found.values()].map(({ sum }) => sum));
  return new Map([...found].map(([entity, surprise]) => [entity, rarity(surprise, most, trust)]));
}

interface Surprise {
  sum: number;
  worst: { readonly alert: Alert; readonly value: number };
}

function add(found: Map<string, Surprise>, alert: Sighting, value: number): void {
  const known = found.get(alert.entity);
  if (known === undefined) {
    found.set(alert.entity, { sum: value, worst: { alert, value } });
    return;
  }
  known.sum += value;
  if (value > known.worst.value) known.worst = { alert, value };
}

function weightOf({ message }: Sighting): number {
  if (message.anomaly_type === 'trace') return SHARED_CALL;
  return symptomOf(message) === 'resource' ? OWN_SHORTAGE : 1;
}

function rarity({ sum, worst }: Surprise, most: number, trust: number): Rarity {
  const share = most === 0 ? 0 : sum / most;
  return {
    share: round4(share),
    surprise: sum,
    most,
    trust,
    standing: round4(1 - trust * (1 - share)),
    excusable: round4(1 - trust * share),
    why: `${Math.round(share * 100)} % of the most unusual entity; most unusual of it is ${worst.alert.message.metric_name}`,
  };
}
