import type { Topology } from '@aiops/contracts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startTopologyView, type TopologyView } from './topology-view.ts';

const map: Topology = { version: 'v1', as_of: '2026-01-01T00:00:00.000Z', nodes: [], edges: [] };

describe('the topology as a service sees it', () => {
  let view: TopologyView;
  const warn = vi.fn();
  const snapshot = vi.fn<() => Promise<Topology | undefined>>();
  const started = async () => {
    view = await startTopologyView({ snapshot, replace: vi.fn(), close: vi.fn() } as never, 1_000_000, {
      warn,
    } as never);
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
});
