import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { seriesLine } from './series-line.ts';
import { startSeriesWriter } from './series-writer.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function world(status: () => number, limit = 100) {
  const bodies: string[] = [];
  const paths: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    paths.push([request.method, request.url, request.headers.authorization]);
    response.writeHead(status()).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const metrics = createMetrics('0');
  const writer = startSeriesWriter({
    url: `http://us%20er:secret@127.0.0.1:${(server.address() as AddressInfo).port}/base/`,
    service: 's',
    logger: createLogger({ service: 's', level: 'silent', format: 'json' }),
    metrics,
    limit,
  });
  closers.push(
    () => writer.stop(),
    () => new Promise((resolve) => void server.close(resolve)),
    () => server.closeAllConnections(),
  );
  const counts = async () => {
    const { values } = await metrics.seriesSamples.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.result, value]));
  };
  return { writer, bodies, paths, counts };
}
const sample = (value: number) => ({ name: 'm', labels: { a: 'b' }, at: 1_000, value });

test('what waits is written in one request, with its times', async () => {
  const { writer, bodies, paths, counts } = await world(() => 204);
  writer.write(sample(1));
  writer.write(sample(Number.NaN));
  writer.write(sample(2));
  await writer.flush();
  await writer.flush();
  expect(bodies).toEqual(['m{a="b"} 1 1000\nm{a="b"} 2 1000\n']);
  expect(paths).toEqual([['POST', '/base/api/v1/import/prometheus', `Basic ${btoa('us er:secret')}`]]);
  expect(await counts()).toEqual({ written: 2 });
});

test('what is not taken is counted and not repeated, and what is too much is dropped', async () => {
  let status = 500;
  const { writer, bodies, counts } = await world(() => status, 2);
  for (const value of [1, 2, 3]) writer.write(sample(value));
  await writer.flush();
  status = 204;
  writer.write(sample(4));
  await writer.stop();
  expect(bodies).toHaveLength(2);
  expect(await counts()).toEqual({ failed: 2, dropped: 1, written: 1 });
});

test.each([
  [{ 'k"\n{}': 'v"\\\nw' }, 'm{k____="v\\"\\\\\\nw"} 1 2'],
  [{ __name__: 'evil', '': 'x', empty: '', '9': 'nine' }, 'm{_9="nine"} 1 2'],
  [{ a: 'x'.repeat(1_000_000) }, `m{a="${'x'.repeat(200)}"} 1 2`],
  [Object.fromEntries([['__proto__', 'x']]), 'm{__proto__="x"} 1 2'],
])('labels %.30o stay one harmless line', (labels, line) => {
  expect(seriesLine({ name: 'm', labels, at: 2, value: 1 })).toBe(line);
});

test('more labels than a series may have are left out', () => {
  const labels = Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`l${n}`, 'x']));
  expect(seriesLine({ name: 'm', labels, at: 2, value: 1 })?.match(/="x"/g)).toHaveLength(25);
});
