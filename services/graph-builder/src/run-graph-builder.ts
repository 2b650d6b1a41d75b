import { Unavailable } from '@aiops/runtime';
import { InvalidTopology } from './invalid-topology.ts';
import { type BuildGraphOptions, buildGraph } from './service.ts';

export interface RunGraphBuilderOptions extends BuildGraphOptions {
  /** Takes the outcome, without a newline at its end. */
  readonly print: (text: string) => void;
}

/**
 * Builds the graph once, says how it went, and returns the exit code of the process: 1 when an input is bad or a server
 * cannot be reached. Anything else is a bug and is thrown.
 */
export async function runGraphBuilder(options: RunGraphBuilderOptions): Promise<0 | 1> {
  try {
    const { version, changed, nodes, edges } = await buildGraph(options);
    const outcome = changed ? 'Topology stored' : 'Topology unchanged';
    options.print(`${outcome}: ${nodes} nodes, ${edges} edges, version ${version}.`);
    return 0;
  } catch (error) {
    if (error instanceof InvalidTopology) options.print(refusal(error.problems));
    else if (error instanceof Unavailable) options.print(`Topology not stored: ${error.message}`);
    else throw error;
    return 1;
  }
}

function refusal(problems: readonly string[]): string {
  const [first, ...more] = problems;
  if (more.length === 0) return `Topology not stored: ${first}`;
  return [`Topology not stored, ${problems.length} problems:`, ...problems.map((line) => `  ${line}`)].join(
    '\n',
  );
}
