import { nearestName } from '@aiops/config';
import { logLabels } from '../emitters/log-labels.ts';
import { queriesOf } from '../model/queries.ts';
import type { Stack } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';
import { readLogql, traceqlProblem } from '../query/logql.ts';
import { didYouMean } from './check.ts';

/** LogQL that cannot be read or selects by a label that no log line carries, and TraceQL that cannot be read. */
export function checkLogQueries(stack: Stack): Problem[] {
  const labels = logLabels(stack);
  const told = queriesOf(stack).flatMap(({ language, text, node }) => {
    if (language === 'logql') return checkLogql(text, node, labels);
    const problem = language === 'traceql' ? traceqlProblem(text) : undefined;
    return problem === undefined ? [] : [problemAt(node.place, 'query-syntax', `not TraceQL: ${problem}`)];
  });
  return [...told, ...inRunbooks(stack, labels)];
}

function checkLogql(text: string, node: YamlNode, labels: ReadonlySet<string> | undefined): Problem[] {
  const { matchers, problem } = readLogql(text);
  if (problem !== undefined) return [problemAt(node.place, 'query-syntax', `not LogQL: ${problem}`)];
  if (labels === undefined) return [];
  return matchers
    .filter(({ label }) => !labels.has(label))
    .map(({ label }) => {
      const message = `no log line has the label "${label}"${didYouMean(nearestName(label, [...labels])) || `: promtail sets ${[...labels].sort().join(', ')}`}`;
      return problemAt(node.placeOf(label), 'unknown-label', message);
    });
}

/** Addresses of Loki in runbooks carry a query, or a parameter that stands for one and may have a default. */
function inRunbooks(stack: Stack, labels: ReadonlySet<string> | undefined): Problem[] {
  const runbooks = stack.files
    .list('runbooks')
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => stack.files.yaml(path) ?? []);
  return runbooks.flatMap((runbook) =>
    (runbook.at('steps')?.items ?? []).flatMap((step) => {
      const node = step.at('url');
      const encoded = /\/loki\/api\/v1\/[^?]*\?(?:.*&)?query=([^&]*)/.exec(node?.text ?? '')?.[1];
      if (node === undefined || encoded === undefined) return [];
      const parameter = /^\$\{(\w+)\}$/.exec(encoded)?.[1];
      if (parameter === undefined) return checkLogql(decoded(encoded), node, labels);
      const fallback = runbook.at('parameters', parameter, 'default');
      return fallback === undefined ? [] : checkLogql(fallback.text ?? '', fallback, labels);
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
