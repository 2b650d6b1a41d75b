import type { TopologyNode } from '@aiops/contracts';
import type { TopologyIndex } from '../../network/topology-index.ts';
import type { TermInputs } from './term-inputs.ts';
import { termValue } from './term-values.ts';

/** Characters shown of a type that may be of any length. */
const SHOWN_TYPE = 200;

/** What tells whether an entity is known only from what others report about it. */
export function hearsayInputs(entity: string, index: TopologyIndex | undefined): TermInputs['hearsay'] {
  return inputsOf(index?.node(entity));
}

const known = new WeakMap<TopologyIndex, Uint8Array>();

/** Looks up whether a node, by its number, is known only from what others report about it. All are looked at once for each index. */
export function hearsayIn(index: TopologyIndex | undefined): (node: number | undefined) => boolean {
  if (index === undefined) return () => false;
  const marks = known.get(index) ?? marksOf(index);
  known.set(index, marks);
  return (node = -1) => marks[node] === 1;
}

/** By node number, 1 for those. Each type is read once. */
function marksOf(index: TopologyIndex): Uint8Array {
  const byType = new Map<string, boolean>();
  const isHearsay = (node: TopologyNode) => {
    if (node.stub === true) return true;
    const isOfType = byType.get(node.type) ?? termValue('hearsay', inputsOf(node)) > 0;
    byType.set(node.type, isOfType);
    return isOfType;
  };
  return Uint8Array.from({ length: index.size }, (_, node) => Number(isHearsay(index.nodeAt(node))));
}

function inputsOf(node: TopologyNode | undefined): TermInputs['hearsay'] {
  return { stub: node?.stub === true, entity_type: (node?.type ?? '').slice(0, SHOWN_TYPE) };
}
