import type { Evidence, Term } from '@aiops/contracts';
import { clockText } from '../../clock-text.ts';
import type { Change } from '../../memory/change-memory.ts';
import type { Grounds } from '../grounds.ts';
import type { Suspect } from '../suspect.ts';
import { orderCredit } from '../ties/onset-order.ts';
import { tiedTo } from '../ties/ties.ts';
import { term } from './term.ts';
import type { TermInputs } from './term-inputs.ts';
import { termValue } from './term-values.ts';

const KIND_WORDS: Readonly<Record<Change['kind'], string>> = {
  deployment: 'deployment',
  config_change: 'change of configuration',
};

/** The change of a suspect that came most closely before its own trouble or that of what depends on it; none when none did. */
export function changeTerms({ entity, node, finding, name }: Suspect, { changes, map }: Grounds): Term[] {
  const own = changes?.byEntity.get(entity);
  if (own === undefined) return [];
  const victims = tiedTo(map.victims(node));
  const effects = finding === undefined ? victims : [finding, ...victims];
  let best:
    | { readonly inputs: TermInputs['change']; readonly whose: string; readonly value: number }
    | undefined;
  for (const change of own) {
    // What was in trouble before cannot be so because of it: most likely it was changed to mend it.
    if (finding !== undefined && orderCredit(finding.onset - change.at, undefined) === 0) continue;
    for (const effect of effects) {
      const inputs = inputsOf(change, effect, changes?.windowMs ?? 0);
      const value = termValue('change', inputs);
      if (value > (best?.value ?? 0)) best = { inputs, whose: effect.name, value };
    }
  }
  return best === undefined ? [] : [term('change', best.inputs, whyOf(best.inputs, name, best.whose))];
}

/** Whether something that depends on an entity got into trouble after it was changed. */
export function changeMatters(entity: string, grounds: Grounds): boolean {
  const node = grounds.map.index?.numberOf(entity);
  return changeTerms({ entity, name: '', node, finding: undefined }, grounds).length > 0;
}

/** What the terms say of a change, as a piece of evidence. */
export function changeEvidence(terms: readonly Term[]): Evidence[] {
  return terms.filter(({ name }) => name === 'change').map(({ why }) => ({ kind: 'change', title: why }));
}

function inputsOf(
  { kind, summary, at }: Change,
  effect: { readonly entity: string; readonly onset: number },
  windowMs: number,
): TermInputs['change'] {
  return { kind, summary, at, of: effect.entity, onset: effect.onset, window_ms: windowMs };
}

function whyOf({ kind, summary, at, onset }: TermInputs['change'], name: string, whose: string): string {
  const seconds = Math.round(Math.abs(onset - at) / 1000);
  const whom = whose === name ? 'its trouble' : `the trouble of ${whose}, which depends on it,`;
  const when =
    at > onset ? `${seconds} s after ${whom} began, too close to tell` : `${seconds} s before ${whom} began`;
  return `${KIND_WORDS[kind]} of ${name} at ${clockText(at)}, ${when}: ${summary}`;
}
