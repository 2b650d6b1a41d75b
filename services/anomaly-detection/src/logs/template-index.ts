import { createTemplateMiner, type TemplateMiner } from '@aiops/detectors';
import type { TemplatesState } from './template-state.ts';

/** Lines of an entity that are counted in one window. More of them are only looked at. */
const MAX_COUNTED = 2_000;

/** What the lines of one entity are compared with. Not part of the state: it is made from it again after a restart. */
export interface TemplateIndex {
  readonly miner: TemplateMiner;
  /** Notes a line of a window by its fingerprint. `full` when there is no room left to know it again. */
  note(hash: number, window: number): 'counted' | 'repeated' | 'full';
}

/** Finds or makes the index over a state that is kept in one place. */
export function createTemplateIndexes(maxTemplates: number): (templates: TemplatesState) => TemplateIndex {
  const indexes = new WeakMap<TemplatesState, TemplateIndex>();
  return (templates) => {
    const known = indexes.get(templates);
    if (known !== undefined) return known;
    const made = createTemplateIndex(templates, maxTemplates);
    indexes.set(templates, made);
    return made;
  };
}

function createTemplateIndex(templates: TemplatesState, maxTemplates: number): TemplateIndex {
  let seen = new Set(templates.seen);
  return {
    miner: createTemplateMiner(templates.miner, { maxTemplates }),
    note(hash, window) {
      if (window !== templates.window) {
        templates.window = window;
        templates.seen = [];
        seen = new Set();
      }
      if (seen.has(hash)) return 'repeated';
      if (seen.size >= MAX_COUNTED) return 'full';
      seen.add(hash);
      templates.seen.push(hash);
      return 'counted';
    },
  };
}
