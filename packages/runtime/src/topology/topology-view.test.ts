import type { Topology } from '@aiops/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TopologyStep } from './topology-history.ts';
import { startTopologyView, type TopologyView } from './topology-view.ts';

const map: Topology = { version: 'v1', as_of: '2026-01-01T00:00:00.000Z', nodes: [], edges: [] };

describe('the topology as a service sees it', () => {
  let view: TopologyView;
  const warn = vi.fn();
  const snapshot = vi.fn<() => Promise<Topology | undefined>>();
  const history = vi.fn<() => Promise<readonly TopologyStep[]>>();
  beforeEach(() => void history.mockResolvedValue([]));
  const started = async () => {
    view = await startTopologyView(
      { snapshot, history, replace: vi.fn(), close: vi.fn() } as never,
      1_000_000,
      {
        warn,
      } as never,
    );
    return view;
  };
  afterEach(() => {
    view.stop();
    vi.resetAllMocks();
  });

  test('is what the store holds', async () => {
    snapshot.mockResolvedValue(map);
    expect((await started()).current()).toEqual({ topology: map, status: 'ok' });
  });

  test('is unavailable while the store never held any', async () => {
    snapshot.mockResolvedValue(undefined);
    expect((await started()).current()).toEqual({ topology: undefined, status: 'unavailable' });
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['does not answer', () => snapshot.mockRejectedValue(new Error('gone'))],
    ['has lost it', () => snapshot.mockResolvedValue(undefined)],
  ])('stays as it was, and is called stale once, when the store %s', async (_, lose) => {
    snapshot.mockResolvedValue(map);
    await started();
    lose();
    await view.refresh();
    await view.refresh();
    expect(view.current()).toEqual({ topology: map, status: 'stale' });
    expect(warn).toHaveBeenCalledOnce();
    snapshot.mockResolvedValue({ ...map, version: 'v2' });
    await view.refresh();
    expect(view.current()).toMatchObject({ topology: { version: 'v2' }, status: 'ok' });
  });

  test('tells who watches it what it knows and each other version, once', async () => {
    snapshot.mockResolvedValue(map);
    await started();
    const told: string[] = [];
    view.watch(({ version }) => told.push(version));
    await view.refresh();
    snapshot.mockRejectedValueOnce(new Error('gone'));
    await view.refresh();
    snapshot.mockResolvedValue({ ...map, version: 'v2' });
    await view.refresh();
    await view.refresh();
    expect(told).toEqual(['v1', 'v2']);
  });

  describe('as it was at a time', () => {
    const hour = (n: number) => Date.UTC(2026, 0, 1, n);
    const since = (n: number) => new Date(hour(n)).toISOString();
    const back = (from: string, version: string, n: number): TopologyStep => ({
      from,
      version,
      as_of: since(n),
      nodes: [],
      edges: [],
      withoutNodes: [],
      withoutEdges: [],
    });
    const at = (...hours: number[]) => hours.map((n) => view.at(hour(n))?.version);

    test('is the version that was effective then, and before all that is known the oldest', async () => {
      snapshot.mockResolvedValue({ ...map, version: 'v3', as_of: since(9) });
      history.mockResolvedValue([back('v3', 'v2', 6), back('v2', 'v1', 3)]);
      await started();
      expect(at(12, 9, 8, 6, 5, 3, 1, 12)).toEqual(['v3', 'v3', 'v2', 'v2', 'v1', 'v1', 'v1', 'v3']);
    });

    test('is the oldest that leads to the one of now when a step is missing', async () => {
      snapshot.mockResolvedValue({ ...map, version: 'v4', as_of: since(9) });
      history.mockResolvedValue([back('v3', 'v2', 6), back('v2', 'v1', 3)]);
      await started();
      expect(at(12, 1)).toEqual(['v4', 'v4']);
    });

    test('is looked up anew when the map has changed, or came back to what it was', async () => {
      snapshot.mockResolvedValue({ ...map, as_of: since(2) });
      await started();
      expect(at(1)).toEqual(['v1']);
      snapshot.mockResolvedValue({ ...map, as_of: since(8) });
      history.mockResolvedValue([back('v1', 'v2', 5), back('v2', 'v1', 2)]);
      await view.refresh();
      expect(at(9, 6, 3)).toEqual(['v1', 'v2', 'v1']);
      await view.refresh();
      expect(history).toHaveBeenCalledTimes(2);
    });

    test('is unknown while there is none, and stays known while the store does not answer', async () => {
      snapshot.mockResolvedValue(undefined);
      await started();
      expect(at(1)).toEqual([undefined]);
      snapshot.mockResolvedValue(map);
      await view.refresh();
      snapshot.mockRejectedValue(new Error('gone'));
      await view.refresh();
      expect(at(1)).toEqual(['v1']);
    });
  });
});
