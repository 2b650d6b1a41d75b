import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detectorCost } from './detector-cost.ts';
import { flinkThroughput } from './flink/flink-throughput.ts';
import { forestComparison } from './forest-comparison.ts';
import { graphAnalysis } from './graph-analysis.ts';
import { kafkaThroughput } from './kafka-throughput.ts';
import { pageSpeed } from './page/page-speed.ts';
import { rankingCost } from './ranking-cost.ts';
import { rcaLatency } from './rca-latency.ts';
import { seriesMemory } from './series-memory.ts';
import { reportSimulation } from './simulation/report-simulation.ts';
import { simulationArguments, simulationOptions } from './simulation/simulation-options.ts';
import { stateWrites } from './state-writes.ts';
import { storm } from './storm.ts';

const usage = `Usage: npm run bench -- [NAME…] [--out FILE]

Measures and prints JSON. The machine should be idle: figures of two commits are worth comparing only from one session.

  detectors   CPU µs per sample of each detector, of all series detectors together and of the whole fold over aiops.metrics
  forest      the isolation forest against the npm package of that name: area under the curve, CPU ms
  graph       the analysis of a topology of 10,000 nodes and 50,000 edges: how long, and the worst stall of the event loop
  ranking     CPU to rank and explain an incident of 500 anomalies in a topology of that size
  series      memory of the state of 100,000 series
  state       cost of checkpoints on a real Redis
  storm       10,000 anomalies of 2,000 entities within a second through root-cause analysis: CPU, memory, nothing lost
  flink       records per second and state of each stream job on a real Kafka and Flink, and of the fleet itself on the same input
  kafka       messages per second against a bare consumer, on a real Kafka and Redis
  rca-latency from the last watermark to the result of an incident, on a real Kafka and Redis: p50 and p99 of 100
  page        the incident page in a real Chromium: when the first of 200 incidents is seen, frames while 200 change each second
  simulation  false anomalies, and faults that are found, in simulated series; a busy machine gives the same

Without names: all but the simulation, which takes some minutes. --out FILE writes the JSON there as well.

Of the simulation only (docs/detection-quality.md):

  --kinds LIST    kinds of series, separated by commas; all unless given
  --series N      series of each kind, 100 unless given
  --weeks N       weeks of each series, 4 unless given; faults begin after half of them
  --seed N        other series; 1 unless given
  --threads N     one for each processor unless given, or one when little is simulated
  --table FILE    writes the figures as a table between the marks in that Markdown file
`;

function wrongUsage(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

function read() {
  const options = {
    out: { type: 'string' },
    table: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    ...simulationArguments,
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { values, positionals, simulation: simulationOptions(values) };
  } catch (error) {
    return wrongUsage((error as Error).message);
  }
}

const { values, positionals, simulation } = read();
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}
const measured: Readonly<Record<string, () => unknown>> = {
  detectors: detectorCost,
  forest: forestComparison,
  graph: graphAnalysis,
  ranking: rankingCost,
  series: () => seriesMemory(100_000),
  state: () => stateWrites(5_000),
  storm: () => storm(10_000, 2_000),
  flink: () => flinkThroughput(120_000),
  kafka: () => kafkaThroughput(300_000),
  'rca-latency': () => rcaLatency(100),
  page: pageSpeed,
};
const benchmarks: typeof measured = {
  ...measured,
  simulation: () => reportSimulation(simulation, values.table),
};
const unknown = positionals.find((name) => !Object.hasOwn(benchmarks, name));
if (unknown !== undefined) wrongUsage(`Unknown benchmark: ${unknown}`);
const names = positionals.length > 0 ? positionals : Object.keys(measured);
const results: Record<string, unknown> = {};
for (const name of names) {
  console.error(`measuring ${name} …`);
  results[name] = await benchmarks[name]?.();
}
const text = `${JSON.stringify(results, undefined, 2)}\n`;
process.stdout.write(text);
if (values.out !== undefined) writeFileSync(values.out, text);
