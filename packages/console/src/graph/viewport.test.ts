import { expect, test } from 'vitest';
import { centreOn, fitAll, markScale, nameSize, panBy, zoomAt } from './viewport.ts';

const size = { width: 800, height: 400 };
const at = ({ x, y, k }: { x: number; y: number; k: number }, point: { x: number; y: number }) => ({
  x: x + k * point.x,
  y: y + k * point.y,
});

test('what lies under the pointer stays there while zooming', () => {
  const before = { x: 30, y: -20, k: 0.7 };
  const point = { x: 100, y: 50 };
  const under = at(before, point);
  const after = zoomAt(before, 1.5, under);
  expect(after.k).toBeCloseTo(1.05);
  expect(at(after, point).x).toBeCloseTo(under.x);
  expect(at(after, point).y).toBeCloseTo(under.y);
});

test('zoom has its ends', () => {
  expect(zoomAt({ x: 0, y: 0, k: 1 }, 1e9, { x: 0, y: 0 }).k).toBe(4);
  expect(zoomAt({ x: 0, y: 0, k: 1 }, 1e-9, { x: 0, y: 0 }).k).toBe(0.08);
});

test('everything fits, in the middle', () => {
  const positions = new Map([
    ['a', { x: -500, y: 0 }],
    ['b', { x: 1_500, y: 300 }],
  ]);
  const view = fitAll(positions, size);
  for (const point of positions.values()) {
    expect(at(view, point).x).toBeGreaterThanOrEqual(40);
    expect(at(view, point).x).toBeLessThanOrEqual(760);
  }
  expect(at(view, { x: 500, y: 150 })).toEqual({ x: 400, y: 200 });
});

test('few nodes are not blown up, and none at all is no error', () => {
  expect(fitAll(new Map([['a', { x: 5, y: 5 }]]), size).k).toBeLessThanOrEqual(2);
  expect(fitAll(new Map(), size)).toEqual({ x: 400, y: 200, k: 1 });
});

test('a found node comes to the middle, large enough to read', () => {
  const view = centreOn({ x: 0, y: 0, k: 0.1 }, { x: 70, y: 30 }, size);
  expect(at(view, { x: 70, y: 30 })).toEqual({ x: 400, y: 200 });
  expect(view.k).toBe(1);
  expect(panBy(view, 5, -5)).toEqual({ k: 1, x: view.x + 5, y: view.y - 5 });
});

test('marks stay large enough to be seen, but not so large that they cover each other', () => {
  expect([2, 1, 0.85, 0.5, 0.1].map((k) => markScale({ k }))).toEqual([1, 1, 1, 1.7, 2.4]);
});

test('names can be read however small a drawing is seen', () => {
  for (const k of [4, 1, 0.5, 0.1]) expect(nameSize({ k }) * markScale({ k }) * k).toBeGreaterThan(10);
  expect(nameSize({ k: 1 })).toBe(12);
});
