import type { TopologyIndex } from '../../network/topology-index.ts';
import { round4 } from '../../rounding.ts';
import { SYMPTOMS, type Symptom } from '../../signals/symptom.ts';
import type { Finding } from '../finding.ts';
import { BROKEN } from '../seen-at-fault.ts';
import type { Suspect } from '../suspect.ts';
import { type UpstreamAmong, upstreamAmong } from '../ties/upstream-among.ts';
import { passedOnOf, reachingFrom, type Sign, type Signs, shareOf } from './deviation-terms.ts';
import { HEARSAY_DISCOUNT } from './term.ts';
import type { PassedOnInputs } from './term-inputs.ts';

/** What an entity deviates by itself: its strongest sign after what the strongest dependency with the same sign passes on. */
export interface OwnDeviation {
  readonly sign: Sign;
  /** Strength that is passed on, 0…strength, and what passes it on. */
  readonly passedOn: number;
  readonly from: PassedOnInputs['from'] | undefined;
}

/** Looks up what a suspect deviates by itself; undefined where it shows no sign. */
export type OwnDeviationOf = (suspect: Pick<Suspect, 'entity' | 'node'>) => OwnDeviation | undefined;

/** An entity that shows signs. */
export interface Deviator extends Pick<Suspect, 'entity' | 'node'> {
  readonly signs: ReadonlyMap<Symptom, Sign>;
}

/** All entities with signs. Each is looked up in the topology once: of a large network thousands deviate at any time. */
export function deviatorsIn(signs: Signs, index: TopologyIndex | undefined): readonly Deviator[] {
  return Array.from(signs, ([entity, own]) => ({ entity, node: index?.numberOf(entity), signs: own }));
}

/** Where own deviations are looked for. */
export interface DeviationView {
  readonly signs: Signs;
  readonly deviators: readonly Deviator[];
  readonly findings: ReadonlyMap<string, Finding>;
  readonly index: TopologyIndex | undefined;
  readonly depth: number;
  readonly isHearsay: (node: number | undefined) => boolean;
}

/**
 * What passes trouble on, as numbers by place: each anomalous or deviating entity is compared with all that it depends on, tens of
 * thousands of pairs in a large outage.
 */
interface Sources {
  readonly ids: readonly string[];
  /** Their numbers in the topology. */
  readonly nodes: readonly (number | undefined)[];
  /** How much a peer that only its callers know counts, 0…1. */
  readonly trusts: Float64Array;
  /** By place and symptom, how strongly it shows the sign, 0 where it does not; see {@link cellOf}. */
  readonly strengths: Float64Array;
  /** How surely it is broken itself, 0…1: it lost a link, its hardware failed. */
  readonly faults: Float64Array;
  /** The most of these: by symptom, and of the faults. */
  readonly mostShown: Float64Array;
  readonly mostFault: number;
}

const NUMBERS = Object.fromEntries(SYMPTOMS.map((symptom, number) => [symptom, number])) as Record<
  Symptom,
  number
>;

/** Prepares the look-up of own deviations. */
export function ownDeviationsIn(view: DeviationView): OwnDeviationOf {
  const sources = sourcesIn(view);
  const upstream = upstreamAmong(sources.nodes, view.index, view.depth);
  return ({ entity, node }) => {
    let above: UpstreamAmong | undefined;
    let best: OwnDeviation | undefined;
    for (const sign of view.signs.get(entity)?.values() ?? []) {
      if (shareOf(sign.symptom) > 0) above ??= upstream(node);
      const own = ownOf(sign, above, sources);
      if (best === undefined || netOf(own) > netOf(best)) best = own;
    }
    return best;
  };
}

/** What of a sign is left, and what passes the rest on. */
function ownOf(sign: Sign, above: UpstreamAmong | undefined, sources: Sources): OwnDeviation {
  const { symptom, strength } = sign;
  const from = above && shareOf(symptom) > 0 ? strongestOf(above, sign, sources) : undefined;
  const passedOn = from === undefined ? 0 : round4(passedOnOf({ symptom, strength, from }));
  return { sign, passedOn, from };
}

/** What is left of a sign. */
function netOf({ sign, passedOn }: OwnDeviation): number {
  return sign.strength - passedOn;
}

function sourcesIn({ signs, deviators, findings, isHearsay }: DeviationView): Sources {
  const broken = [...findings.values()].filter(({ direct }) => (direct?.strength ?? 0) >= BROKEN);
  const others = broken.filter(({ entity }) => !signs.has(entity));
  const all = [...deviators, ...others];
  const nodes = all.map(({ node }) => node);
  const ids = all.map(({ entity }) => entity);
  const strengths = new Float64Array(ids.length * SYMPTOMS.length);
  const mostShown = new Float64Array(SYMPTOMS.length);
  for (const [place, { signs: own }] of deviators.entries()) {
    for (const { symptom, strength } of own.values()) {
      strengths[cellOf(place, symptom)] = strength;
      mostShown[NUMBERS[symptom]] = Math.max(mostShown[NUMBERS[symptom]] as number, strength);
    }
  }
  const strengthOfFault = new Map(broken.map(({ entity, direct }) => [entity, direct?.strength ?? 0]));
  const faults = Float64Array.from(ids, (id) => strengthOfFault.get(id) ?? 0);
  const trusts = Float64Array.from(nodes, (node) => (isHearsay(node) ? 1 - HEARSAY_DISCOUNT : 1));
  const mostFault = faults.reduce((most, fault) => Math.max(most, fault), 0);
  return { ids, nodes, trusts, strengths, faults, mostShown, mostFault };
}

function cellOf(place: number, symptom: Symptom): number {
  return place * SYMPTOMS.length + NUMBERS[symptom];
}

/** The first of those that pass on most of a sign, in its own kind of trouble or because they are broken. */
function strongestOf(
  above: UpstreamAmong,
  { symptom, strength }: Sign,
  { ids, trusts, strengths, faults, mostShown, mostFault }: Sources,
): PassedOnInputs['from'] | undefined {
  const share = shareOf(symptom);
  const symptomNumber = NUMBERS[symptom];
  const mostSame = mostShown[symptomNumber] as number;
  let [most, best, away, isBroken] = [0, -1, 0, false];
  for (let distance = 1, entry = 0; ; distance += 1) {
    const bound = Math.max(
      reachingFrom(share, distance, 1, mostSame),
      reachingFrom(strength, distance, 1, mostFault),
    );
    // Nothing so far away or farther can come to more.
    const end = bound <= most ? undefined : above.endAt(distance);
    if (end === undefined) break;
    for (; entry < end; entry += 1) {
      const place = above.places[entry] as number;
      const trust = trusts[place] as number;
      const shown = strengths[place * SYMPTOMS.length + symptomNumber] as number;
      const same = reachingFrom(share, distance, trust, shown);
      if (same > most) [most, best, away, isBroken] = [same, place, distance, false];
      const fault = reachingFrom(strength, distance, trust, faults[place] as number);
      if (fault > most) [most, best, away, isBroken] = [fault, place, distance, true];
    }
  }
  if (best < 0) return undefined;
  return {
    entity: ids[best] as string,
    distance: away,
    trust: trusts[best] as number,
    strength: (isBroken ? faults[best] : strengths[cellOf(best, symptom)]) as number,
    broken: isBroken,
  };
}
