import { parseArgs } from 'node:util';
import { loadConfig } from '@aiops/config';
import { topicNames } from '@aiops/contracts';
import { type Bus, createFleetTopics, createLogger } from '@aiops/runtime';
import { type Command, UsageError } from './command.ts';
import { connectKafka } from './connect-kafka.ts';
import { durationOf } from './duration-of.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops topics create [--wait 60s] [--json] [--config FILE]
       aiops topics list [--wait 0s] [--json] [--config FILE]

Creates or lists the topics of the fleet on the Kafka that KAFKA_BOOTSTRAP_SERVERS names. \`create\` makes those that are
missing with KAFKA_NUM_PARTITIONS partitions and KAFKA_REPLICATION_FACTOR copies, at most as many as there are brokers,
and leaves existing ones as they are: it may be run at any time.

  --wait TIME     how long to wait for the broker
  --json          one JSON object per topic

Exit code 0: every topic is there, 1: some are missing or the broker does not answer, 2: wrong usage or settings.
`;

/** How much is on a topic. */
interface TopicRow {
  readonly topic: string;
  /** Its name on the broker, where that is another. */
  readonly name: string;
  /** Null when it does not exist. */
  readonly partitions: number | null;
  readonly records: number;
}

/** `aiops topics`: makes the topics of the contract, and shows them. */
export const topicsCommand: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      wait: { type: 'string' },
      json: { type: 'boolean', default: false },
      config: { type: 'string' },
    },
  });
  const [action, ...rest] = positionals;
  if ((action !== 'create' && action !== 'list') || rest.length > 0)
    throw new UsageError(`Expected create or list.\n\n${help}`);
  const config = loadConfig({
    env: process.env,
    ...(values.config === undefined ? {} : { file: values.config }),
  });
  const logger = createLogger({ service: 'topics', level: 'warn', format: config.logging.format });
  const { num_partitions: partitions, replication_factor: copies, topics: names } = config.messaging.kafka;
  const wait = durationOf('--wait', values.wait ?? (action === 'create' ? '60s' : '0s'));
  const bus = await connectKafka(config, logger, wait);
  try {
    if (action === 'create') await createFleetTopics(bus, partitions, copies);
    const rows = await Promise.all(topicNames.map((topic) => rowOf(bus, topic, names[topic] ?? topic)));
    for (const row of rows) process.stdout.write(`${values.json ? JSON.stringify(row) : lineOf(row)}\n`);
    const missing = rows.filter((row) => row.partitions === null);
    if (missing.length === 0) return 0;
    process.stderr.write(`${missing.length} topics are missing; \`aiops topics create\` makes them.\n`);
    return 1;
  } finally {
    await bus.close();
  }
}

async function rowOf(bus: Bus, topic: string, name: string): Promise<TopicRow> {
  try {
    const extent = await bus.extent(topic);
    const records = extent.reduce((sum, { first, next }) => sum + next - first, 0);
    return { topic, name, partitions: extent.length, records };
  } catch (error) {
    if ((error as Error).name !== 'UnknownTopic') throw error;
    return { topic, name, partitions: null, records: 0 };
  }
}

function lineOf({ topic, name, partitions, records }: TopicRow): string {
  const called = (name === topic ? topic : `${topic} (${name})`).padEnd(18);
  if (partitions === null) return `${called}  missing`;
  return `${called}  ${partitions} ${partitions === 1 ? 'partition ' : 'partitions'}  ${records} records`;
}
