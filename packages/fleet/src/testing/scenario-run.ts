import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicNames, topics } from '@aiops/contracts';
import { type Bus, createKafkaBus } from '@aiops/runtime';
import { type AiopsProcess, startAiops, startService } from './aiops-process.ts';
import { lagOf } from './lag.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import type { Servers } from './servers.ts';
import { until } from './until.ts';

export interface ScenarioRun {
  /** Sets its topics apart from those of other runs. */
  readonly name: string;
  /** End of the scenario, epoch ms. */
  readonly anchor: number;
  /** Messages of the whole scenario. */
  readonly messages: number;
  /** What goes wrong on the way, in the order of `after`. */
  readonly faults: readonly Fault[];
}

/** Something that goes wrong once so many messages have been sent, and is over when `strike` resolves. */
export interface Fault {
  readonly after: number;
  strike(scene: Scene): Promise<void>;
}

/** What a fault can take hold of. */
export interface Scene {
  readonly servers: Servers;
  fleet(): AiopsProcess;
  /** Ends the fleet as a crash would, and starts it again. */
  killFleet(): Promise<void>;
  /** Another instance of detection and analysis, each a process of its own, that take over part of the partitions. */
  startMembers(): readonly AiopsProcess[];
}

/** Longer than the members of a killed fleet need to be declared dead, so that nobody is called idle because of a kill. */
const IDLE_SECONDS = 20;
/** Nothing can come any more once nothing has come for longer than a partition may be silent. */
const QUIET_MS = (IDLE_SECONDS + 5) * 1_000;
/** How long anything may take; on a machine that is busy with other things a start alone takes half a minute. */
const PATIENCE_MS = 240_000;

/** Plays the simulated scenario on topics of its own and an emptied Redis, while things go wrong; resolves to what came of it. */
export async function runScenario(servers: Servers, run: ScenarioRun): Promise<Outcome> {
  const names = Object.fromEntries(topicNames.map((topic) => [topic, `${run.name}.${topic}`]));
  const folder = await mkdtemp(join(tmpdir(), 'aiops-scenario-'));
  const config = join(folder, 'aiops.yml');
  await writeFile(config, JSON.stringify(settings(names)));
  await servers.redis.command('FLUSHALL');
  await servers.redis.command('SET', 'aiops:kv:demo:anchor', String(run.anchor));
  await servers.redis.command('SET', 'aiops:kv:demo:sent', '0');
  const start = () => startAiops({ args: ['up', '--no-repair', '--config', config], env: servers.env });
  const bus = await createKafkaBus({
    bootstrapServers: servers.kafka.bootstrapServers,
    clientId: run.name,
    topics: names,
  });
  let fleet = start();
  const scene: Scene = {
    servers,
    fleet: () => fleet,
    async killFleet() {
      fleet.signal('SIGKILL');
      await fleet.ended;
      fleet = start();
    },
    startMembers: () =>
      ['anomaly-detection', 'root-cause-analysis'].map((service) =>
        startService({ service, env: { ...servers.env, AIOPS_CONFIG: config } }),
      ),
  };
  try {
    for (const { after, strike } of run.faults) {
      await until(
        `${after} messages sent`,
        async () => lives(fleet) && (await sent(servers)) >= after,
        PATIENCE_MS,
      );
      await strike(scene);
    }
    await settled(servers, run, bus, () => fleet);
    return await readOutcome(bus);
  } finally {
    fleet.signal('SIGTERM');
    await fleet.ended;
    await bus.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** YAML is a superset of JSON. This host is not measured: it is no part of the scenario. */
function settings(names: Readonly<Record<string, string>>) {
  return {
    messaging: { kafka: { topics: names } },
    data_ingestion: { host: { enabled: false } },
    root_cause_analysis: { idle_timeout: `${IDLE_SECONDS}s` },
  };
}

/** Resolves once the scenario was sent and processed, there are incidents, and nothing new has come for a while. */
async function settled(
  servers: Servers,
  run: ScenarioRun,
  bus: Bus,
  fleet: () => AiopsProcess,
): Promise<void> {
  let written = -1;
  let since = 0;
  await until(
    'the scenario is explained',
    async () => {
      lives(fleet());
      const url = /(http:\S+)\/readyz/.exec(fleet().stderr())?.[1];
      if (url === undefined || (await sent(servers)) < run.messages || (await lagOf(url)) !== 0) return false;
      const now = await count(bus, topics.anomalies, topics.rcaResults, topics.actions);
      if (now !== written) since = Date.now();
      written = now;
      const incidents = await count(bus, topics.rcaResults);
      return incidents > 0 && Date.now() - since > QUIET_MS;
    },
    PATIENCE_MS,
  );
}

async function count(bus: Bus, ...names: readonly string[]): Promise<number> {
  let total = 0;
  for (const topic of names) for (const { next } of await bus.extent(topic)) total += next;
  return total;
}

async function sent(servers: Servers): Promise<number> {
  return Number(await servers.redis.command('GET', 'aiops:kv:demo:sent'));
}

/** Throws when a fleet has ended that nobody killed. */
function lives(fleet: AiopsProcess): true {
  if (!fleet.isRunning()) throw new Error(`the fleet ended by itself:\n${fleet.stderr()}`);
  return true;
}
