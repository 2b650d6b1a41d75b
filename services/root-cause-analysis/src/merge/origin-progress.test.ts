import { expect, test } from 'vitest';
import { countAnnouncement, countMessage, noProgress } from './origin-progress.ts';

test('a watermark is trusted once every message that it counts was seen', () => {
  const progress = noProgress();
  countAnnouncement(progress, 100, 0);
  countAnnouncement(progress, 200, 2);
  countAnnouncement(progress, 300, 3);
  expect(progress.watermark).toBe(100);
  countMessage(progress, 1);
  expect(progress.watermark).toBe(100);
  countMessage(progress, 2);
  expect(progress.watermark).toBe(200);
  countMessage(progress, 3);
  expect(progress).toEqual({ seq: 3, watermark: 300, announced: [] });
});

test('of announcements with the same count only the furthest is kept', () => {
  const progress = noProgress();
  for (const at of [5, 9, 7]) countAnnouncement(progress, at, 1);
  expect(progress.announced).toEqual([[1, 9]]);
});

test('a watermark never goes back', () => {
  const progress = noProgress();
  countAnnouncement(progress, 9, 0);
  countAnnouncement(progress, 5, 0);
  countMessage(progress, 1);
  expect(progress.watermark).toBe(9);
});

test('one that counts deviations waits for them, whichever topic is ahead', () => {
  const progress = noProgress();
  countAnnouncement(progress, 100, 1, 2);
  countMessage(progress, 3);
  expect(progress.watermark).toBeNull();
  countMessage(progress, 1, 'deviation');
  expect(progress.watermark).toBeNull();
  countMessage(progress, 2, 'deviation');
  expect(progress).toEqual({ seq: 3, deviations: 2, watermark: 100, announced: [] });
});
