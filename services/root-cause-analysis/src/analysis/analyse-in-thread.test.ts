import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { analyseTopology } from '@aiops/rca';
import { describe, expect, test, vi } from 'vitest';
import { twoRacks } from '../testing/network.ts';
import { analyseInThread } from './analyse-in-thread.ts';

const { topology } = twoRacks();
const never = new AbortController().signal;

/** How far behind each thread of this process stands, as Linux tells it. */
function prioritiesOfThreads(): number[] {
  return readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)));
}

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

  test.runIf(process.platform === 'linux' && getPriority() < 19)(
    'a topology is analysed behind the event loop',
    async () => {
      const before = getPriority();
      const seen = new AbortController();
      // Takes many seconds, so that the thread is there to be seen.
      const nodes = Array.from({ length: 10_000 }, (_, i) => ({ ...topology.nodes[0]!, id: `n${i}` }));
      const edges = Array.from({ length: 30_000 }, (_, i) => ({
        ...topology.edges[0]!,
        from: `n${i % 10_000}`,
        to: `n${(i * 7_919) % 9_973}`,
      }));
      const analysis = analyseInThread({ ...topology, nodes, edges }, seen.signal);
      const given = expect(analysis).rejects.toMatchObject({ name: 'AbortError' });
      await vi.waitFor(() => expect(Math.max(...prioritiesOfThreads())).toBeGreaterThan(before), 30_000);
      expect(getPriority()).toBe(before);
      seen.abort();
      await given;
    },
  );

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
