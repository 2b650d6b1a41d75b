import type { Topology } from '@aiops/contracts';
import { analyseTopology, type TopologyAnalysis } from '@aiops/rca';
import { describe, expect, test, vi } from 'vitest';
import { network } from '../testing/network.ts';
import { createBackgroundAnalysis } from './background-analysis.ts';

/** Versions to analyse, and the end of each analysis in the hand of the test. */
function scene() {
  const begun: { version: string; done: () => void; fail: (error: Error) => void }[] = [];
  const log = { info: vi.fn(), error: vi.fn() };
  const analyse = (topology: Topology, signal: AbortSignal) =>
    new Promise<TopologyAnalysis>((resolve, fail) => {
      begun.push({ version: topology.version, done: () => resolve(analyseTopology(topology)), fail });
      signal.addEventListener('abort', () => fail(new Error('given up')));
    });
  const background = createBackgroundAnalysis({ analyse, logger: log, now: () => 0 });
  const take = (version: string) => background.take({ ...network([], []), version });
  const finished = () => background.current().analysis?.version;
  const versions = () => begun.map(({ version }) => version);
  return { begun, log, background, take, finished, versions };
}

describe('the analysis in the background', () => {
  test('is that of the version that was taken, once it is finished', async () => {
    const { begun, take, finished } = scene();
    take('a');
    expect(finished()).toBeUndefined();
    begun[0]?.done();
    await vi.waitFor(() => expect(finished()).toBe('a'));
  });

  test('is made for one version at a time, and of those that wait only for the last', async () => {
    const { begun, take, finished, versions } = scene();
    for (const version of ['a', 'b', 'c']) take(version);
    expect(versions()).toEqual(['a']);
    begun[0]?.done();
    await vi.waitFor(() => expect(versions()).toEqual(['a', 'c']));
    expect(finished()).toBe('a');
    begun[1]?.done();
    await vi.waitFor(() => expect(finished()).toBe('c'));
    take('d');
    expect(versions()).toEqual(['a', 'c', 'd']);
  });

  test('stays as it was when a later one fails, which is told and mended by the next', async () => {
    const { begun, log, background, take, finished } = scene();
    take('a');
    take('b');
    begun[0]?.done();
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    begun[1]?.fail(new Error('out of memory'));
    await vi.waitFor(() => expect(background.current().problem).toBe('version b: out of memory'));
    expect(finished()).toBe('a');
    expect(log.error).toHaveBeenCalledOnce();
    take('c');
    begun[2]?.done();
    await vi.waitFor(() => expect(background.current()).toMatchObject({ problem: undefined }));
    expect(finished()).toBe('c');
  });

  test('is given up at a stop, without a word, and takes nothing afterwards', async () => {
    const { begun, log, background, take, versions } = scene();
    take('a');
    take('b');
    await background.stop();
    take('c');
    expect(versions()).toEqual(['a']);
    expect(begun).toHaveLength(1);
    expect(background.current()).toEqual({ analysis: undefined, problem: undefined });
    expect(log.error).not.toHaveBeenCalled();
  });
});
