import { analyseTopology } from '@aiops/rca';
import { describe, expect, test } from 'vitest';
import { twoRacks } from '../testing/network.ts';
import { analyseInThread } from './analyse-in-thread.ts';

const { topology } = twoRacks();
const never = new AbortController().signal;

describe('in a thread of its own', () => {
  test('a topology has the analysis that it has in this one', async () => {
    expect(await analyseInThread(topology, never)).toEqual(analyseTopology(topology));
  });

  test('a topology is handed over in pieces and none of them is lost', async () => {
    const nodes = Array.from({ length: 2_500 }, (_, i) => ({ ...topology.nodes[0]!, id: `n${i}` }));
    const edges = nodes.map(({ id }) => ({ ...topology.edges[0]!, from: 'n0', to: id }));
    const { nodes: figures } = await analyseInThread({ ...topology, nodes, edges }, never);
    expect(figures).toHaveLength(2_500);
    expect(figures[0]).toMatchObject({ id: 'n0', degree: 2_499, betweenness: 1, closeness: 1 });
  });

  test('an analysis that is given up ends', async () => {
    const gone = new AbortController();
    const analysis = analyseInThread(topology, gone.signal);
    gone.abort();
    await expect(analysis).rejects.toMatchObject({ name: 'AbortError' });
    await expect(analyseInThread(topology, gone.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('an analysis that fails rejects with what went wrong there', async () => {
    const broken = { ...topology, nodes: [null] as never };
    await expect(analyseInThread(broken, never)).rejects.toThrow(TypeError);
  });
});
