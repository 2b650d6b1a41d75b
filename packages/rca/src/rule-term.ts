import type { Term } from '@aiops/contracts';
import { citedWay } from './cited-victims.ts';
import type { DependencyMap } from './dependency-map.ts';
import type { Finding, ShownSymptom } from './finding.ts';
import { HEURISTIC_RULES, type HeuristicRule, RELATION_KINDS } from './heuristic-rules.ts';
import type { Reach } from './reach-row.ts';
import type { Suspect } from './suspect.ts';
import { term } from './term.ts';
import type { TermInputs } from './term-inputs.ts';
import { termValue } from './term-values.ts';
import type { Tie } from './ties.ts';

/** The rule that explains most surely why something that depends on a suspect is in trouble; none when no rule does. */
export function ruleTerms({ entity, finding }: Suspect, map: DependencyMap): Term[] {
  let best: { readonly inputs: TermInputs['rule']; readonly why: string; readonly value: number } | undefined;
  let victims: readonly Tie[] | undefined;
  for (const rule of HEURISTIC_RULES) {
    const shown = finding?.shows.find((one) => isCause(rule, one));
    if (shown === undefined) continue;
    victims ??= map.anomalousDownstream(entity);
    for (const [victim, reach] of victims) {
      const suffers = sufferingOf(rule, victim, reach);
      if (suffers === undefined) continue;
      const inputs = {
        rule: rule.name,
        cause_anomaly: shown.sighting.id,
        victim: citedWay(victim.entity, entity, reach),
        victim_anomaly: suffers.sighting.id,
        later_ms: shown.sighting.startedAt - suffers.sighting.startedAt,
      };
      const value = termValue('rule', inputs);
      const why = `${rule.sentence}, as of ${victim.name} (rule ${rule.name})`;
      if (value > (best?.value ?? 0)) best = { inputs, why, value };
    }
  }
  return best === undefined ? [] : [term('rule', best.inputs, best.why)];
}

function isCause({ cause, named }: HeuristicRule, { symptom, sighting }: ShownSymptom): boolean {
  const { metric_name, rule = '' } = sighting.message;
  return symptom === cause && (named === undefined || named.test(metric_name) || named.test(rule));
}

/** The first anomaly of a victim that the rule explains. */
function sufferingOf(
  { relation, victims }: HeuristicRule,
  victim: Finding,
  { kind }: Reach,
): ShownSymptom | undefined {
  if (!RELATION_KINDS[relation].includes(kind)) return undefined;
  return victim.shows.find(({ symptom }) => victims.includes(symptom));
}
