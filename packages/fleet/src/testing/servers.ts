import {
  type KafkaServer,
  type Neo4jServer,
  type RedisServer,
  startKafka,
  startNeo4j,
  startRedis,
} from '@aiops/testbed';

/** One Kafka, one Redis and one Neo4j. */
export interface Servers {
  readonly kafka: KafkaServer;
  readonly redis: RedisServer;
  readonly neo4j: Neo4jServer;
  /** Environment that makes a fleet use them. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the servers that a fleet runs on. */
export async function startServers(): Promise<Servers> {
  const [kafka, redis, neo4j] = await Promise.all([startKafka(), startRedis(), startNeo4j()]);
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    NEO4J_URI: neo4j.uri,
    NEO4J_USER: neo4j.user,
    NEO4J_PASSWORD: neo4j.password,
  };
  return {
    kafka,
    redis,
    neo4j,
    env,
    stop: async () => void (await Promise.all([kafka.stop(), redis.stop(), neo4j.stop()])),
  };
}
