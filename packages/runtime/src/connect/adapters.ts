import type { Config } from '@aiops/config';
import type { Bus } from '../bus/bus.ts';
import { createKafkaBus } from '../bus/kafka.ts';
import { createMemoryBus } from '../bus/memory.ts';
import { createMemoryStateStore } from '../state/memory.ts';
import { createRedisStateStore } from '../state/redis.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Logger } from '../telemetry/logger.ts';
import { openLateTopology } from '../topology/late-topology.ts';
import { createMemoryTopologyStore } from '../topology/memory.ts';
import { createNeo4jTopologyStore } from '../topology/neo4j.ts';
import type { TopologyStore } from '../topology/topology-store.ts';
import { readTrust } from './tls-trust.ts';

/** Kafka where `messaging.kafka.bootstrap_servers` names one, memory otherwise. Rejects with `Unavailable` when it does not answer, with `AccessRefused` when it does not let us in. */
export async function openBus(config: Config, logger: Logger): Promise<Bus> {
  const {
    bootstrap_servers: bootstrapServers,
    client_id: clientId,
    topics,
    ssl,
    sasl,
  } = config.messaging.kafka;
  if (bootstrapServers === undefined) return createMemoryBus();
  const { mechanism, username, password } = sasl;
  const login =
    mechanism === undefined || username === undefined || password === undefined
      ? {}
      : { sasl: { mechanism, username, password } };
  const tls = ssl.enabled ? { tls: readTrust(ssl) } : {};
  return createKafkaBus({ bootstrapServers, clientId, topics, logger, ...tls, ...login });
}

/** Redis where `storage.redis.host` names one, memory otherwise. */
export async function openState(config: Config, logger: Logger): Promise<StateStore> {
  const { host, port, username, password, tls } = config.storage.redis;
  if (host === undefined) return createMemoryStateStore();
  return createRedisStateStore({
    host,
    port,
    logger,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls.enabled ? { tls: readTrust(tls) } : {}),
  });
}

/** Neo4j where `storage.neo4j.uri` names one, memory otherwise. A Neo4j that is not there yet is waited for by each call. */
export async function openTopology(config: Config, logger: Logger): Promise<TopologyStore> {
  const { uri, user, password, ca_file: caFile } = config.storage.neo4j;
  const { versions } = config.topology;
  if (uri === undefined || password === undefined) return createMemoryTopologyStore({ versions });
  const trust = caFile === undefined ? {} : { caFile };
  const open = () => createNeo4jTopologyStore({ uri, user, password, logger, versions, ...trust });
  return openLateTopology(open, logger);
}
