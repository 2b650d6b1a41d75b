export { type ObservedBus, observeBus } from './observed-bus.ts';
export { type KafkaServer, type KafkaServerOptions, startKafka } from './servers/kafka.ts';
export { type Neo4jOptions, type Neo4jServer, startNeo4j } from './servers/neo4j.ts';
export {
  freePort,
  isPortOpen,
  type ProcessOptions,
  type RunningProcess,
  startProcess,
  waitForPort,
} from './servers/process.ts';
export { type RedisOptions, type RedisServer, startRedis } from './servers/redis.ts';
export { type PipeOptions, type TestDriver, testDriver } from './test-driver.ts';
