import type { Term } from '@aiops/contracts';
import { kindSet } from '../../network/link-table.ts';
import { round4 } from '../../rounding.ts';
import { symptomSet } from '../../signals/symptom.ts';
import type { ShownSymptom } from '../direct-evidence.ts';
import type { Finding } from '../finding.ts';
import type { Suspect } from '../suspect.ts';
import { citedWay } from '../ties/cited-victims.ts';
import type { DependencyMap } from '../ties/dependency-map.ts';
import type { Ties } from '../ties/ties.ts';
import { HEURISTIC_RULES, type HeuristicRule, RELATION_KINDS } from './heuristic-rules.ts';
import { term } from './term.ts';
import { dampingAt, feltOver, ruleValue } from './term-values.ts';

/** A rule that explains why something that depends on a suspect is in trouble. */
interface Applied {
  readonly rule: HeuristicRule;
  /** What the suspect shows, the victim by its place among those that depend on it, and the first of its anomalies that is explained. */
  readonly shown: ShownSymptom;
  readonly victim: number;
  readonly suffers: ShownSymptom;
  /** How surely it explains it, 0…1, at four decimals. */
  readonly value: number;
}

/** A rule with the kinds of trouble that it is about as sets: most rules have nothing to say of most findings. */
interface PreparedRule {
  readonly rule: HeuristicRule;
  readonly causes: number;
  readonly effects: number;
  /** The kinds of links over which it explains something, as a set. */
  readonly over: number;
}

const RULES: readonly PreparedRule[] = HEURISTIC_RULES.map((rule) => ({
  rule,
  causes: symptomSet([rule.cause]),
  effects: symptomSet(rule.victims),
  over: kindSet(RELATION_KINDS[rule.relation]),
}));

/** The rule that explains most surely why something that depends on a suspect is in trouble; none when no rule does. */
export function ruleTerms({ entity, node, finding }: Suspect, map: DependencyMap): Term[] {
  const applied = finding && strongestRule(finding, map);
  if (applied === undefined) return [];
  const { rule, shown, suffers } = applied;
  const victims = map.victims(node);
  const victim = victims.finding(applied.victim);
  const inputs = {
    rule: rule.name,
    cause_anomaly: shown.sighting.id,
    victim: citedWay(victim.entity, entity, victims.reach(applied.victim)),
    victim_anomaly: suffers.sighting.id,
    later_ms: laterMs(shown, suffers),
  };
  return [term('rule', inputs, `${rule.sentence}, as of ${victim.name} (rule ${rule.name})`)];
}

/** The first of the rules that explain most; undefined when none explains anything. */
export function strongestRule(finding: Finding, map: DependencyMap): Applied | undefined {
  const victims = map.victims(finding.node);
  if (victims.count === 0) return undefined;
  const joined = map.kindsOnto(finding.node);
  let best: Applied | undefined;
  for (const prepared of RULES) {
    const { rule, causes, over } = prepared;
    if ((finding.symptoms & causes) === 0 || (joined & over) === 0) continue;
    if (rule.strength <= (best?.value ?? 0)) continue;
    const shown = finding.shows.find((one) => isCause(rule, one));
    if (shown !== undefined) best = stronger(best, prepared, shown, victims);
  }
  return best;
}

/** What a rule explains of victims, where that is more than the best so far, else this. */
function stronger(
  known: Applied | undefined,
  { rule, effects }: PreparedRule,
  shown: ShownSymptom,
  victims: Ties,
): Applied | undefined {
  let best = known;
  for (let victim = 0; victim < victims.count; victim += 1) {
    const distance = victims.distance(victim);
    // What it comes to in the best of cases: those that are farther away need not be looked at, and of the others few closely.
    if (rule.strength * dampingAt(distance) <= (best?.value ?? 0)) break;
    const felt = feltOver(distance, victims.strength(victim));
    if (rule.strength * felt <= (best?.value ?? 0)) continue;
    const { symptoms, shows } = victims.finding(victim);
    if ((symptoms & effects) === 0) continue;
    const suffers = explainedBy(rule, shows);
    // How it hangs on the cause is asked last, because that is looked up in the network.
    if (suffers === undefined || !RELATION_KINDS[rule.relation].includes(victims.kind(victim))) continue;
    const value = round4(ruleValue(rule.strength, felt, laterMs(shown, suffers)));
    if (value > (best?.value ?? 0)) best = { rule, shown, victim, suffers, value };
  }
  return best;
}

/** The first of the anomalies of a victim that a rule explains. */
function explainedBy({ victims }: HeuristicRule, shows: readonly ShownSymptom[]): ShownSymptom | undefined {
  return shows.find(({ symptom }) => victims.includes(symptom));
}

function isCause({ cause, named }: HeuristicRule, { symptom, sighting }: ShownSymptom): boolean {
  const { metric_name, rule = '' } = sighting.message;
  return symptom === cause && (named === undefined || named.test(metric_name) || named.test(rule));
}

/** How much later (ms) the anomaly of the cause began than that of the victim. */
function laterMs(cause: ShownSymptom, victim: ShownSymptom): number {
  return cause.sighting.startedAt - victim.sighting.startedAt;
}
