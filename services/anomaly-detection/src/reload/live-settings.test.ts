import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSource, createLogger, createMetrics } from '@aiops/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLiveSettings } from './live-settings.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  file = join(folder, 'config/aiops.yml');
});
afterEach(() => rm(folder, { recursive: true }));

const rules = (threshold: number) =>
  `anomaly_detection: {rules: [{name: r, metric: m, threshold: ${threshold}}]}\n`;

/** Follows a file that nobody named, as the services do unless told otherwise. */
async function following(text: string) {
  await mkdir(join(folder, 'config'), { recursive: true });
  await writeFile(file, text);
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const told = {
    info: vi.spyOn(logger, 'info'),
    warn: vi.spyOn(logger, 'warn'),
    error: vi.spyOn(logger, 'error'),
  };
  const metrics = createMetrics('test');
  let clock = 1_000_000;
  const live = createLiveSettings({
    source: configSource({ directory: folder, env: {} }),
    service: 'anomaly-detection',
    logger,
    metrics,
    now: () => clock,
  });
  const change = async (next: string) => {
    await writeFile(file, next);
    clock += 1_000;
    live.reload({ isThere: true });
  };
  const gauge = async (name: string) =>
    (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value;
  const state = async () => [
    await gauge('aiops_config_last_reload_success'),
    await gauge('aiops_config_last_reload_success_timestamp_seconds'),
  ];
  const threshold = () => live.rules().forMetric('m').ofSeries[0]?.rule.threshold;
  return { live, change, state, threshold, told };
}

test('rules follow their file', async () => {
  const t = await following(rules(1));
  expect([t.threshold(), await t.state()]).toEqual([1, [1, 1000]]);
  await t.change(rules(2));
  expect([t.threshold(), await t.state()]).toEqual([2, [1, 1001]]);
  expect(t.told.info).toHaveBeenCalledExactlyOnceWith(
    { file, rules: ['r'] },
    'The rules were read again and are in effect.',
  );
  await t.change(rules(1));
  expect(t.threshold()).toBe(1);
});

test('mutes follow their file as well, each for itself', async () => {
  const mutes = (entity: string) =>
    `  mutes: [{name: m, entity: ${entity}, every: {from: 00:00, until: 24:00, zone: UTC}}]\n`;
  const entity = (name: string) => ({ id: name, type: 'server', name });
  const t = await following(rules(1).replace('{rules', '\n  rules').replace('}]}', '}]') + mutes('a'));
  const muted = () =>
    ['a', 'b'].filter((name) => t.live.mutes().find({ entity: entity(name), metric: 'm', labels: {} }, 0));
  const before = t.live.rules();
  expect(muted()).toEqual(['a']);
  await t.change(rules(1).replace('{rules', '\n  rules').replace('}]}', '}]') + mutes('b'));
  expect(muted()).toEqual(['b']);
  expect(t.live.rules()).toBe(before);
  expect(t.told.info).toHaveBeenCalledExactlyOnceWith(
    { file, mutes: ['m'] },
    'The mutes were read again and are in effect.',
  );
  expect(t.told.warn).not.toHaveBeenCalled();
});

test('a file that says the same keeps the very same rules', async () => {
  const t = await following(rules(1));
  const before = t.live.rules();
  await t.change(`# a comment\n${rules(1)}`);
  expect(t.live.rules()).toBe(before);
  expect(t.told.info).not.toHaveBeenCalled();
});

test('a bad file is told with its place, and the last good rules stay until it is mended', async () => {
  const t = await following(rules(1));
  await t.change(rules(2).replace('threshold', 'treshold'));
  expect([t.threshold(), await t.state()]).toEqual([1, [0, 1000]]);
  expect(t.told.error).toHaveBeenCalledExactlyOnceWith(
    {
      file,
      problems: expect.arrayContaining([
        `${file}:1:50 anomaly_detection.rules.0.treshold: unknown key, did you mean threshold?`,
      ]),
    },
    'The settings cannot be used; rules and mutes stay as they were.',
  );
  await t.change(rules(3));
  expect([t.threshold(), await t.state()]).toEqual([3, [1, 1002]]);
});

test('a file that is gone is a bad one, although a missing file means the defaults at a start', async () => {
  const t = await following(rules(1));
  t.live.reload({ isThere: true });
  await rm(file);
  t.live.reload({ isThere: false });
  expect([t.threshold(), (await t.state())[0]]).toEqual([1, 0]);
});

test('of other settings that changed the log says once that they need a restart', async () => {
  const t = await following(rules(1));
  const more = 'logging: {level: debug}\n';
  await t.change(rules(1) + more);
  await t.change(rules(2) + more);
  expect(t.told.warn).toHaveBeenCalledExactlyOnceWith(
    { file, settings: ['logging.level'] },
    'These settings changed and take effect after a restart.',
  );
  expect(t.threshold()).toBe(2);
});

test('rules that the file no longer has are those of the defaults', async () => {
  const t = await following(rules(1));
  await t.change('logging: {level: info}\n');
  expect(t.threshold()).toBeUndefined();
  expect(t.live.rules().forMetric('cpu_usage').ofSeries).toHaveLength(1);
});
