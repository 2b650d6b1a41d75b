import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backtest } from '../commands/backtest.ts';
import { replay } from '../commands/replay.ts';
import type { Prediction } from '../replay/prediction.ts';
import { alertCase, latencyCase, spanCase } from '../testing/made-up-cases.ts';
import { writeCase } from '../testing/write-case.ts';

let root: string;
let data: string;
let output: string;
let errors: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aiops-backtest-'));
  data = join(root, 'data');
  output = '';
  errors = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

const out = () => join(root, 'out/causes.jsonl');
const run = (...more: string[]) => backtest.run(['rca', data, '--out', out(), '--jobs', '1', ...more]);
const linesOf = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const predictions = (): Promise<Prediction[]> => linesOf(out());
const named = ({ ranking }: Prediction) => ranking.map(({ entity }) => entity);

describe('aiops backtest rca', () => {
  test('replays metrics through detection and correlation, and the table tells how good the causes are', async () => {
    await writeCase(data, 'shop', 'one', latencyCase('db', ['db', 'cart', 'web']));
    await writeCase(data, 'shop', 'two', latencyCase('cache', ['cache', 'web']));
    expect(await run('--keep', join(root, 'kept'))).toBe(0);
    const [one, two] = (await predictions()) as [Prediction, Prediction];
    expect(one).toMatchObject({ dataset: 'shop', case: 'one', ms: expect.any(Number) });
    expect([named(one)[0], named(two)[0]]).toEqual(['db', 'cache']);
    expect(named(one).sort()).toEqual(['cache', 'cart', 'db', 'web']);
    expect(one.confidence).toBeGreaterThan(0);
    expect(output).toMatch(
      /^data set {9}at {2}cases {2}missing {3}AC@1 .*\nshop {11}case {6}2 {8}0 {2}1\.000 {2}0\.34–1\.00 {2}1\.000 .*\nshop {6}detection {6}2 {8}0 {2}0\.000 .*\n\nconfidence +cases +stated +right\n0\.0–0\.1 /,
    );
    expect(output).toMatch(/\nexpected calibration error 0\.\d{3}\n\n2 cases, /);
    expect(errors).toMatch(/^shop\/one: 1,000 records {2}\(1 of 2 cases, /);
    expect((await readdir(join(root, 'kept/shop'))).sort()).toEqual(
      ['one', 'two'].flatMap((name) => [`${name}.anomalies.jsonl`, `${name}.events.jsonl`]),
    );
    const anomalies = await linesOf(join(root, 'kept/shop/one.anomalies.jsonl'));
    expect(anomalies.map(({ entity_name: name }) => name)).toEqual(
      expect.arrayContaining(['db', 'cart', 'web']),
    );
    expect(new Set(anomalies.map(({ anomaly_type: type }) => type))).toEqual(new Set(['statistical']));
  });

  test('when somebody noticed before anything was found, every candidate is as likely', async () => {
    await writeCase(data, 'shop', 'one', latencyCase('db', ['db', 'cart', 'web']));
    expect(await run('--at', 'detection', '--json')).toBe(0);
    const [one] = (await predictions()) as [Prediction];
    expect(one.ranking.map(({ score }) => score)).toEqual([0, 0, 0, 0]);
    expect(one.confidence).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      cases: 1,
      datasets: [
        { dataset: 'shop', at: 'case', ac1: 1, secondsPerCase: expect.any(Number) },
        { dataset: 'shop', at: 'detection', ac1: 0, ac3: 1 },
      ],
    });
  });

  test('spans become figures of services, and what those show leads to the cause', async () => {
    await writeCase(data, 'shop', 'one', spanCase());
    expect(await run('--keep', join(root, 'kept'))).toBe(0);
    const [one] = (await predictions()) as [Prediction];
    expect(named(one)[0]).toBe('cart');
    const anomalies = await linesOf(join(root, 'kept/shop/one.anomalies.jsonl'));
    const metrics = new Set(anomalies.map(({ metric_name: name }) => name));
    expect(metrics).toContain('span_latency_p95');
  });

  test('cases of alerts alone are one fleet, in which the alerts of one case are over before the next', async () => {
    await writeCase(data, 'alerts', 'one', alertCase('db', { db: 3, cart: 1 }));
    await writeCase(data, 'alerts', 'two', alertCase(['nobody', 'cache'], { cache: 3, web: 1 }));
    expect(await run('--keep', join(root, 'kept'))).toBe(0);
    const [one, two] = (await predictions()) as [Prediction, Prediction];
    expect([named(one)[0], named(two)[0]]).toEqual(['db', 'cache']);
    const scoreOf = (entity: string) => two.ranking.find((one) => one.entity === entity)?.score;
    expect(scoreOf('db')).toBe(scoreOf('cart'));
    const [first] = await linesOf(join(root, 'kept/alerts/one.anomalies.jsonl'));
    const [second] = await linesOf(join(root, 'kept/alerts/two.anomalies.jsonl'));
    expect(Date.parse(second.timestamp) - Date.parse(first.timestamp)).toBeGreaterThanOrEqual(3_600_000);
  });

  test('a single alert is no incident: what is known of its entity tells', async () => {
    await writeCase(data, 'alerts', 'one', alertCase('web', { web: 1 }));
    expect(await run()).toBe(0);
    const [one] = (await predictions()) as [Prediction];
    expect(one.confidence).toBeCloseTo(0.485, 6);
    expect(one.ranking[0]).toEqual({ entity: 'web', score: 0.235 });
    expect(new Set(one.ranking.slice(1).map(({ score }) => score))).toEqual(new Set([-0.765]));
  });

  test('says nothing of quality where no case tells its cause, and stays out of truth.json until all is written', async () => {
    const { cause: _, ...unknown } = alertCase('db', { db: 2 });
    const folder = await writeCase(data, 'alerts', 'one', unknown);
    expect(await run()).toBe(0);
    expect(output).not.toMatch(/\nalerts /);
    await writeFile(join(folder, 'truth.json'), '{');
    await rm(out());
    expect(await run()).toBe(1);
    expect(errors).toContain('truth.json');
    expect(await predictions()).toHaveLength(1);
  });

  test('a record that a service refuses is left out, and that is told', async () => {
    const span = { ts: 0, dur: 5, entity: 'web', op: 'GET', trace: 't', span: 's', parent: null };
    const { topology } = spanCase();
    const folder = await writeCase(data, 'shop', 'one', { topology, records: { spans: [span] } });
    expect(await run()).toBe(0);
    expect(errors).toMatch(`${folder}: a record cannot be processed and was left out: otlp_spans: `);
    expect(await predictions()).toHaveLength(1);
  });

  test.each([
    [['--jobs', '0'], 2, '--jobs 0'],
    [['--at', 'noon'], 2, '--at noon'],
  ])('refuses %j', async (args, code, text) => {
    await writeCase(data, 'alerts', 'one', alertCase('db', { db: 2 }));
    expect(await run(...args)).toBe(code);
    expect(errors).toContain(text);
  });

  test('refuses a folder without cases, and one that is not there', async () => {
    expect(await backtest.run(['rca', root, '--out', out()])).toBe(1);
    expect(errors).toContain('no case.json');
    expect(await backtest.run(['rca', join(root, 'absent'), '--out', out()])).toBe(1);
    expect(errors).toContain('there is no such folder');
  });
});

test('aiops replay prints the causes of one case as JSON', async () => {
  const folder = await writeCase(data, 'alerts', 'one', alertCase('db', { db: 3, cart: 1 }));
  expect(await replay.run([folder])).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ dataset: 'alerts', case: 'one' });
  expect(named(JSON.parse(output))[0]).toBe('db');
  expect(await replay.run([])).toBe(2);
});
