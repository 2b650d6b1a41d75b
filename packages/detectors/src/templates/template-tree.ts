import { PLACEHOLDER } from './placeholder.ts';
import type { Template } from './template.ts';
import { mayBeValue } from './value-word.ts';

/** Words of a line that lead to its leaf. */
const DEPTH = 2;

/**
 * The index over the templates: a tree of fixed depth as in Drain (He et al., ICWS 2017). The number of words leads to
 * a first node, the first words lead on from there to a leaf with the few templates that a line is compared with. A word
 * that may be a value leads nowhere in particular, so a template stays in its leaf when it becomes more general. Not
 * part of the state: it is built again from the templates.
 */
export interface TemplateTree {
  /** The templates that lines with such words are compared with, oldest first. */
  leaf(words: readonly string[]): readonly Template[];
  add(template: Template): void;
  remove(template: Template): void;
}

interface Node {
  readonly children: Map<string, Node>;
  readonly templates: Template[];
}

const emptyNode = (): Node => ({ children: new Map(), templates: [] });
const NOTHING: readonly Template[] = [];

export function createTemplateTree(templates: readonly Template[]): TemplateTree {
  const bySize = new Map<number, Node>();

  const find = (words: readonly string[]): Node | undefined => {
    let node = bySize.get(words.length);
    for (let i = 0; node !== undefined && i < DEPTH && i < words.length; i += 1) {
      node = node.children.get(branch(words, i));
    }
    return node;
  };

  const add = (template: Template) => {
    const { words } = template;
    let node = bySize.get(words.length) ?? emptyNode();
    bySize.set(words.length, node);
    for (let i = 0; i < DEPTH && i < words.length; i += 1) {
      const name = branch(words, i);
      const next: Node = node.children.get(name) ?? emptyNode();
      node.children.set(name, next);
      node = next;
    }
    node.templates.push(template);
  };

  for (const template of templates) add(template);
  return {
    leaf: (words) => find(words)?.templates ?? NOTHING,
    add,
    remove(template) {
      const node = find(template.words);
      const at = node?.templates.indexOf(template) ?? -1;
      if (at >= 0) node?.templates.splice(at, 1);
    },
  };
}

function branch(words: readonly string[], at: number): string {
  return mayBeValue(words, at) ? PLACEHOLDER : (words[at] as string);
}
