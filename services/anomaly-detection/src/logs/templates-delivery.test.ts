import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';
import { seeded } from '../testing/log-life.ts';

const START = 1_700_000_040;
const resolver = createEntityResolver([]);
/** So short a time of learning, and so few templates, that everything happens in half an hour. */
const config = configSchema.parse({
  anomaly_detection: { logs: { learning: '5m', burst_lines: 5, templates: 6 } },
}).anomaly_detection;

interface Line {
  readonly host: string;
  readonly at: number;
  readonly text: string;
}

const ODD = ['one', 'two', 'three', 'four'];

/** Three hosts with beats that pause, bursts, complaints that nobody knows, and lines that come late. */
function record(seed: number): Line[] {
  const random = seeded(seed);
  const back = 800 + 400 * random();
  return Array.from({ length: 360 }, (_, step) => 5 * step).flatMap((second) =>
    ['a', 'b', 'c'].flatMap((host) =>
      textsAt(second, second > 700 && second < back, random).map(([text, late]) => ({
        host,
        at: START + second - late,
        text,
      })),
    ),
  );
}

/** What a host logs in a moment, and by how many seconds each line is late. */
function textsAt(second: number, paused: boolean, random: () => number): [string, number][] {
  const number = (below: number) => Math.floor(below * random());
  const some = (share: number, ...texts: [string, number][]) => (random() < share ? texts : []);
  return [
    ...some(paused ? 0 : 1, [`beat ${second} of heart`, 0]),
    ...some(0.1, [`worker ${number(100)} did its job`, number(80)]),
    ...some(0.02, ...Array.from({ length: 12 }, (_, i): [string, number] => [`worker ${i} did its job`, 0])),
    ...some(0.02, [`WARN ${ODD[number(4)]} is odd`, 0]),
    ...some(0.01, ['error of a new kind', 0]),
  ];
}

function deliver(
  lines: readonly Line[],
  seed: number,
  duplicates: number,
  restarts: number,
): { anomalies: string[]; kinds: Set<string> } {
  const random = seeded(seed);
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }));
  const send = ({ host, at, text }: Line) => {
    const labels = { host };
    const value = { timestamp: `${at}000000000`, log_line: text, labels };
    driver.pipe(topics.logs, value, { key: resolver.resolve(labels).id });
  };
  for (const [place, line] of lines.entries()) {
    send(line);
    const earlier = lines[Math.floor((place + 1) * random() ** 0.1)];
    if (earlier !== undefined && random() < duplicates) send(earlier);
    if (random() < restarts) driver.restart();
  }
  const published = driver.readMessages(topics.anomalies);
  return {
    anomalies: [...new Set(published.map((message) => JSON.stringify(message)))],
    kinds: new Set(published.map(({ value }) => (value as { metric_name: string }).metric_name)),
  };
}

test('duplicates and restarts give byte-identical anomalies of templates', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(
      fc.nat(4),
      fc.nat(),
      fc.constantFrom(0, 0.1, 0.5),
      fc.constantFrom(0, 0.02, 0.2),
      (recording, seed, duplicates, restarts) => {
        const lines = record(recording);
        const expected = deliver(lines, 0, 0, 0);
        expect(deliver(lines, seed, duplicates, restarts).anomalies).toEqual(expected.anomalies);
        for (const kind of expected.kinds) kinds.add(kind);
      },
    ),
    { numRuns: 12 },
  );
  expect([...kinds].sort()).toEqual(['log_burst', 'log_missing', 'log_news']);
}, 120_000);
