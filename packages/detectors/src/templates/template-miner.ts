import { readLine, readWords } from './line-words.ts';
import { fit, generalise } from './merge.ts';
import type { Template } from './template.ts';
import { createTemplateTree, type TemplateTree } from './template-tree.ts';
import { wordsId } from './words-id.ts';

/** Templates that a line is compared with at most: the size of a leaf of the tree. */
const MAX_LEAF = 64;

export interface MinerOptions {
  /** Templates that are kept. When there are more, the least recently used one leaves. */
  readonly maxTemplates: number;
}

/** What the miner has learned: the templates in the order in which they began. Plain JSON. */
export interface MinerState {
  readonly templates: Template[];
}

/** What became of a line. */
export interface Match {
  readonly template: Template;
  /** True for the first line of its kind. */
  readonly isNew: boolean;
  /** The template that had to leave for it. */
  readonly evicted: Template | undefined;
}

/**
 * Finds the template of each line of a stream, in the manner of Drain (He et al., ICWS 2017): lines are masked, led down
 * a tree of fixed depth and compared with the templates in one leaf. It differs from the paper in what may become
 * variable: not any word of lines that are similar enough, but only words that may be values. The same lines in the same
 * order give the same templates; a line that comes again changes nothing.
 */
export interface TemplateMiner {
  /** The template of a line, made if there is none. `at` is any clock that says which templates were used last. */
  take(line: string, at: number): Match;
  /** The template of a line, or undefined. Learns nothing. */
  find(line: string): Template | undefined;
}

export function emptyMiner(): MinerState {
  return { templates: [] };
}

/**
 * A miner that goes on from a state, which it changes in place. The state holds at most `maxTemplates` templates of at
 * most 64 words from the first 1,000 characters of a line, whatever the lines are.
 */
export function createTemplateMiner(state: MinerState, options: MinerOptions): TemplateMiner {
  const { templates } = state;
  const tree = createTemplateTree(templates);

  const remove = (template: Template) => {
    tree.remove(template);
    templates.splice(templates.indexOf(template), 1);
    return template;
  };

  const add = (line: string, at: number): Match => {
    const { words, gaps } = readLine(line);
    const leaf = tree.leaf(words);
    const crowd =
      leaf.length >= MAX_LEAF ? leaf : templates.length >= options.maxTemplates ? templates : undefined;
    const evicted = crowd === undefined ? undefined : remove(leastUsed(crowd));
    const template: Template = { id: wordsId(words), words, gaps, used: at };
    templates.push(template);
    tree.add(template);
    return { template, isNew: true, evicted };
  };

  return {
    take(line, at) {
      const words = readWords(line);
      const template = best(tree, words);
      if (template === undefined) return add(line, at);
      generalise(template.words, words);
      if (at > template.used) template.used = at;
      return { template, isNew: false, evicted: undefined };
    },
    find: (line) => best(tree, readWords(line)),
  };
}

/** The template that shares most with the line; the older one of two. */
function best(tree: TemplateTree, words: readonly string[]): Template | undefined {
  let found: Template | undefined;
  let most = -1;
  for (const template of tree.leaf(words)) {
    const shared = fit(template.words, words);
    if (shared <= most) continue;
    found = template;
    most = shared;
  }
  return found;
}

function leastUsed(templates: readonly Template[]): Template {
  return templates.reduce((least, template) => (template.used < least.used ? template : least));
}
