import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detectorCost } from './detector-cost.ts';
import { forestComparison } from './forest-comparison.ts';
import { kafkaThroughput } from './kafka-throughput.ts';
import { seriesMemory } from './series-memory.ts';
import { stateWrites } from './state-writes.ts';

const usage = `Usage: npm run bench -- [NAME…] [--out FILE]

Measures and prints JSON. The machine should be idle: figures of two commits are worth comparing only from one session.

  detectors   CPU µs per sample of each detector and of the whole fold over aiops.metrics
  forest      the isolation forest against the npm package of that name: area under the curve, CPU ms
  series      memory of the state of 100,000 series
  state       cost of checkpoints on a real Redis
  kafka       messages per second against a bare consumer, on a real Kafka and Redis

Without names: all of them. --out FILE writes the JSON there as well.
`;

type Figures = Readonly<Record<string, number>>;
const benchmarks: Readonly<Record<string, () => Figures | Promise<Figures>>> = {
  detectors: detectorCost,
  forest: forestComparison,
  series: () => seriesMemory(100_000),
  state: () => stateWrites(5_000),
  kafka: () => kafkaThroughput(300_000),
};

function wrongUsage(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

const options = { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}
const unknown = positionals.find((name) => !Object.hasOwn(benchmarks, name));
if (unknown !== undefined) wrongUsage(`Unknown benchmark: ${unknown}`);
const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
const results: Record<string, Figures> = {};
for (const name of names) {
  console.error(`measuring ${name} …`);
  results[name] = (await benchmarks[name]?.()) ?? {};
}
const text = `${JSON.stringify(results, undefined, 2)}\n`;
process.stdout.write(text);
if (values.out !== undefined) writeFileSync(values.out, text);
