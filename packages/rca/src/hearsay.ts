import type { TopologyNode } from '@aiops/contracts';
import type { TermInputs } from './term-inputs.ts';
import { termValue } from './term-values.ts';
import type { TopologyIndex } from './topology-index.ts';

/** Characters shown of a type that may be of any length. */
const SHOWN_TYPE = 200;

/** What tells whether an entity is known only from what others report about it. */
export function hearsayInputs(entity: string, index: TopologyIndex | undefined): TermInputs['hearsay'] {
  return inputsOf(index?.node(entity));
}

/** Looks up whether a node, by its number, is known only from what others report about it. Each type is read once. */
export function hearsayIn(index: TopologyIndex | undefined): (number: number | undefined) => boolean {
  const byType = new Map<string, boolean>();
  const isHearsay = (node: TopologyNode) => termValue('hearsay', inputsOf(node)) > 0;
  return (number) => {
    if (number === undefined || index === undefined) return false;
    const node = index.nodeAt(number);
    if (node.stub === true) return true;
    const known = byType.get(node.type) ?? isHearsay(node);
    byType.set(node.type, known);
    return known;
  };
}

function inputsOf(node: TopologyNode | undefined): TermInputs['hearsay'] {
  return { stub: node?.stub === true, entity_type: (node?.type ?? '').slice(0, SHOWN_TYPE) };
}
