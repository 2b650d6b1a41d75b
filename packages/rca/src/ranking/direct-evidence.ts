import type { TopologyIndex } from '../network/topology-index.ts';
import { readOnce } from '../read-once.ts';
import type { Sighting } from '../signals/sighting.ts';
import { type Symptom, symptomOf } from '../signals/symptom.ts';

/** An anomaly and the kind of trouble that it shows. */
export interface ShownSymptom {
  readonly symptom: Symptom;
  readonly sighting: Sighting;
}

export interface DirectEvidence {
  readonly symptom: Symptom;
  /** {@link directStrength} of the symptom. */
  readonly strength: number;
  readonly sighting: Sighting;
}

/** What proves that the device itself is broken, rather than suffering from another. */
const STRENGTH: Partial<Readonly<Record<Symptom, number>>> = { hardware: 1, link: 1, silence: 0.3 };
/** What a network device writes about its own ports; on a server the same words may be hearsay. */
const LINK_DOWN = /\b(up)?link\b.{0,40}\b(down|lost|fail)|\b(line protocol|port|interface)\b.{0,40}\bdown\b/i;
const NETWORK_TYPES = /switch|router|firewall|spine|leaf|\btor\b|gateway|core|load.?balancer/i;
const isNetworkType = readOnce((type) => NETWORK_TYPES.test(type));

/**
 * The strongest sign among an entity's anomalies that the fault is its own: a link that went down, broken hardware, or
 * (weaker) its own silence. Text of log lines counts only where a network device speaks about itself.
 */
export function directEvidence(shows: readonly ShownSymptom[]): DirectEvidence | undefined {
  let best: DirectEvidence | undefined;
  for (const { symptom, sighting } of shows) {
    const strength = directStrength(symptom);
    if (strength > (best?.strength ?? 0)) best = { symptom, strength, sighting };
  }
  return best;
}

/** The kind of trouble that an anomaly shows, also where only the text of a network device's own log says so. */
export function shownBy(sighting: Sighting, index: TopologyIndex | undefined): Symptom {
  const symptom = symptomOf(sighting.message);
  return symptom !== 'link' && writesLinkDown(sighting, index) ? 'link' : symptom;
}

/** True when an anomaly says that a link went down. */
export function saysLinkDown(sighting: Sighting, index: TopologyIndex | undefined): boolean {
  return symptomOf(sighting.message) === 'link' || writesLinkDown(sighting, index);
}

/** True when a network device writes that a link of its own went down. */
function writesLinkDown(sighting: Sighting, index: TopologyIndex | undefined): boolean {
  const type = sighting.message.entity_type ?? index?.node(sighting.entity)?.type ?? '';
  if (!isNetworkType(type)) return false;
  const { summary, reason, evidence } = sighting.message;
  return [summary, reason, ...(evidence ?? []).map(({ title }) => title)].some((text) =>
    LINK_DOWN.test(text),
  );
}

/** How much a symptom alone proves that the device itself is broken, 0…1. */
export function directStrength(symptom: Symptom | undefined): number {
  return (symptom === undefined ? undefined : STRENGTH[symptom]) ?? 0;
}
