import { type Drafts, type EdgeDraft, findEnd } from './merge-edges.ts';

/** What the devices file says that its devices depend on. Call it when all nodes of the files are in the index. */
export function linkDependencies(drafts: Drafts): EdgeDraft[] {
  return [...drafts.all].flatMap((from) =>
    (from.dependsOn ?? []).map(({ path, dependency }): EdgeDraft => {
      const terms = typeof dependency === 'string' ? { name: dependency } : dependency;
      const to = findEnd(terms.name, { input: 'devices', path }, drafts);
      if (from === to)
        drafts.problems.push({ input: 'devices', path, message: `"${from.name}" depends on itself` });
      return { from, to, source: 'devices', terms: { kind: 'depends_on', ...terms } };
    }),
  );
}
