import { compareText } from '../../compare-text.ts';
import type { TopologyIndex } from '../../network/topology-index.ts';
import { type Deviating, symptomOfDeviation } from '../../signals/deviating.ts';
import { isWorse, type Symptom } from '../../signals/symptom.ts';
import type { PassedOnInputs, SignInputs } from './term-inputs.ts';

/** How strongly an entity shows a kind of trouble, and what shows it most. */
export interface Sign {
  readonly symptom: Symptom;
  /** 0…1 on a logarithmic scale, see {@link strengthOf}. */
  readonly strength: number;
  /** What of it is not its own, on the same scale. */
  readonly less: number;
  readonly deviating: Deviating;
}

/** The signs of each entity, by kind of trouble. */
export type Signs = ReadonlyMap<string, ReadonlyMap<Symptom, Sign>>;

/** Size that counts as 1. */
const LARGEST = 10_000;
/** What of a sign goes to those that depend on it: what is an entity's own does not, and what it logs and calls is its own code. */
const PASSED_ON: Partial<Readonly<Record<Symptom, number>>> = {
  resource: 0,
  own_time: 0,
  path: 0,
  hardware: 0,
  calls: 0,
  log: 0,
};
const USUALLY_PASSED_ON = 0.8;
/**
 * What a kind of trouble counts: failures more than waiting, changes of traffic and of what has no meaning to us half, because
 * causes and victims have them alike; which calls are made changes with what is asked for. Lines that came or vanished count double: they are
 * counted in traces, whose number bounds how large they can be. In the time of its own a service may wait for what has no span.
 */
const WEIGHT: Partial<Readonly<Record<Symptom, number>>> = {
  log: 2,
  errors: 1.5,
  own_time: 0.8,
  calls: 0.6,
  traffic: 0.5,
  other: 0.5,
};
/** Spans and lines say where something happens; a metric says that it is felt. */
const KIND_WEIGHT: Readonly<Record<Deviating['kind'], number>> = { metric: 0.7, trace: 1, log: 1 };
/** What is left of a sign for each further dependency in between. */
const DAMPING = 0.8;
/** The same by the number of further dependencies, because it is asked for tens of thousands of times. */
const DAMPED = Array.from({ length: 32 }, (_, further) => DAMPING ** further);

/** log(1 + size) as a share of that of the largest: ten times as large is the same step at every size. */
export function strengthOf(size: number): number {
  return Math.min(1, Math.log1p(size) / Math.log1p(LARGEST));
}

/**
 * The strongest deviation of each entity and kind of trouble. Of what a caller sees of the entities it calls, what most of them
 * share is the caller's own: a slow caller sees all of them answer late. So does one whose own time has grown.
 */
export function signsOf(
  deviations: ReadonlyMap<string, readonly Deviating[]>,
  index: TopologyIndex | undefined,
): Signs {
  const signs: MutableSigns = new Map();
  const seen = new Map<string, Deviating[]>();
  for (const all of deviations.values()) {
    for (const deviating of all) {
      const { peer } = deviating;
      if (peer === undefined) add(signs, deviating.entity, deviating, 0);
      else seen.set(peer, [...(seen.get(peer) ?? []), deviating]);
    }
  }
  for (const [caller, all] of seen) addSeen(signs, caller, all, index?.dependencies(caller).length ?? 0);
  return signs;
}

type MutableSigns = Map<string, Map<Symptom, Sign>>;

/** What a caller of `dependencies` entities sees of some of them. */
function addSeen(signs: MutableSigns, caller: string, all: readonly Deviating[], dependencies: number): void {
  const worst = new Map<string, Deviating>();
  for (const deviating of all) {
    const known = worst.get(deviating.entity);
    if (known === undefined || deviating.size > known.size) worst.set(deviating.entity, deviating);
  }
  const ordered = [...worst.values()].sort((a, b) => b.size - a.size || compareText(a.entity, b.entity));
  const shared = ordered[Math.max(1, Math.floor(Math.max(dependencies, ordered.length) / 2))];
  const ownTime = signs.get(caller)?.get('own_time')?.strength ?? 0;
  const less = Math.max(ownTime, shared === undefined ? 0 : strengthOf(shared.size));
  for (const deviating of all) add(signs, deviating.entity, deviating, less);
  if (shared !== undefined) add(signs, caller, shared, 0);
}

function add(signs: MutableSigns, entity: string, deviating: Deviating, less: number): void {
  const symptom = symptomOfDeviation(deviating);
  if (!isWorse(deviating.metric, symptom, deviating.direction)) return;
  const strength = signStrength({ symptom, kind: deviating.kind, size: deviating.size, less });
  if (strength === 0) return;
  const own = signs.get(entity) ?? new Map<Symptom, Sign>();
  signs.set(entity, own);
  const known = own.get(symptom);
  if (known === undefined || strength > known.strength)
    own.set(symptom, { symptom, strength, less, deviating });
}

/** How strongly a deviation of this size shows its kind of trouble, 0…1. */
export function signStrength({ symptom, kind, size, less }: SignInputs): number {
  const weight = (WEIGHT[symptom] ?? 1) * KIND_WEIGHT[kind];
  return Math.min(1, Math.max(0, strengthOf(size) * weight - less));
}

/** How much of a deviation comes from a dependency, 0…strength. */
export function passedOnOf(inputs: PassedOnInputs): number {
  return Math.min(inputs.strength, reaching(inputs));
}

/** What of a sign goes to those that depend on it, 0…1. */
export function shareOf(symptom: Symptom): number {
  return PASSED_ON[symptom] ?? USUALLY_PASSED_ON;
}

/** What is left of a sign at a distance (1: of a direct dependency), 0…1. */
export function dampedAt(distance: number): number {
  return DAMPED[distance - 1] ?? DAMPING ** (distance - 1);
}

/** What reaches a dependent from a dependency with the same sign, or from one that is broken. */
function reaching({ symptom, strength, from }: PassedOnInputs): number {
  const share = shareOf(symptom);
  if (share === 0) return 0;
  return reachingFrom(from.broken ? strength : share, from.distance, from.trust, from.strength);
}

/** The same of numbers: what goes to those that depend on it, times what is left at that distance, times what there was. */
export function reachingFrom(share: number, distance: number, trust: number, strength: number): number {
  return share * (dampedAt(distance) * trust) * strength;
}
