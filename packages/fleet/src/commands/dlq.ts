import { parseArgs } from 'node:util';
import { loadConfig } from '@aiops/config';
import {
  type Bus,
  createLogger,
  type DeadLetter,
  findDeadLetter,
  listDeadLetters,
  openBus,
  redrive,
} from '@aiops/runtime';
import { type Command, UsageError } from './command.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops dlq list [--topic T] [--reason R] [--limit N] [--json]
       aiops dlq show ID [--json]
       aiops dlq redrive ID… | --all [--topic T] [--reason R]
       each with [--config FILE]

Works on the dead-letter topic aiops.dlq of the Kafka that KAFKA_BOOTSTRAP_SERVERS names. IDs are partition-offset, as
\`list\` prints them. \`redrive\` publishes the untouched bytes again where they came from; the dead letter stays on
its topic, as a record of what happened.
`;

interface Options {
  readonly topic?: string | undefined;
  readonly reason?: string | undefined;
  readonly limit: number;
  readonly json: boolean;
  readonly all: boolean;
}

/** `aiops dlq`: look at messages that could not be processed, and send them round again. */
export const dlq: Command = {
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { positionals, values } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          topic: { type: 'string' },
          reason: { type: 'string' },
          limit: { type: 'string', default: '100' },
          json: { type: 'boolean', default: false },
          all: { type: 'boolean', default: false },
          config: { type: 'string' },
        },
      });
      const [action = '', ...ids] = positionals;
      const run = actions[action];
      if (run === undefined) throw new UsageError(`Expected list, show or redrive.\n\n${help}`);
      const config = loadConfig({
        env: process.env,
        ...(values.config === undefined ? {} : { file: values.config }),
      });
      if (config.messaging.kafka.bootstrap_servers === undefined) {
        throw new UsageError(
          'Set KAFKA_BOOTSTRAP_SERVERS: the in-memory bus ends with its process and keeps no dead letters.',
        );
      }
      const bus = await openBus(config, createLogger({ service: 'dlq', level: 'warn', format: 'pretty' }));
      try {
        return await run(bus, ids, { ...values, limit: Number(values.limit) });
      } finally {
        await bus.close();
      }
    }),
};

const actions: Readonly<
  Record<string, (bus: Bus, ids: readonly string[], options: Options) => Promise<number>>
> = {
  async list(bus, _ids, options) {
    let count = 0;
    for await (const letter of selected(bus, options)) {
      if (count >= options.limit) {
        process.stderr.write(`More than ${options.limit}; raise --limit to see them.\n`);
        break;
      }
      count++;
      process.stdout.write(options.json ? `${JSON.stringify(summary(letter))}\n` : `${row(letter)}\n`);
    }
    if (count === 0) process.stderr.write('No dead letters.\n');
    return 0;
  },
  async show(bus, [id = ''], options) {
    const letter = await existing(bus, id);
    const value = letter.record.value?.toString('utf8') ?? null;
    const full = {
      ...summary(letter),
      key: letter.record.key?.toString('utf8') ?? null,
      headers: letter.record.headers,
      value,
    };
    process.stdout.write(`${JSON.stringify(full, null, options.json ? 0 : 2)}\n`);
    return 0;
  },
  async redrive(bus, ids, options) {
    if (ids.length === 0 && !options.all)
      throw new UsageError('Name the dead letters to redrive, or say --all.');
    const letters: DeadLetter[] = [];
    if (options.all) for await (const letter of selected(bus, options)) letters.push(letter);
    else for (const id of ids) letters.push(await existing(bus, id));
    for (const letter of letters) {
      await redrive(bus, letter);
      process.stdout.write(`${letter.id} → ${letter.topic}\n`);
    }
    process.stderr.write(`${letters.length} redriven.\n`);
    return 0;
  },
};

async function* selected(bus: Bus, { topic, reason }: Options): AsyncGenerator<DeadLetter> {
  for await (const letter of listDeadLetters(bus)) {
    if ((topic === undefined || letter.topic === topic) && (reason === undefined || letter.reason === reason))
      yield letter;
  }
}

async function existing(bus: Bus, id: string): Promise<DeadLetter> {
  const letter = await findDeadLetter(bus, id);
  if (letter === undefined)
    throw new UsageError(`There is no dead letter ${id || '(no id given)'}; \`aiops dlq list\` shows them.`);
  return letter;
}

function summary({ record, recordedAt, ...rest }: DeadLetter) {
  return { ...rest, recorded_at: new Date(recordedAt).toISOString(), bytes: record.value?.length ?? 0 };
}

function row(letter: DeadLetter): string {
  const time = new Date(letter.recordedAt).toISOString();
  const place = `${letter.topic}/${letter.partition}@${letter.offset}`;
  return `${letter.id}  ${time}  ${letter.reason.padEnd(13)}  ${place}  ${letter.service}: ${letter.error.split('\n')[0]}`;
}
