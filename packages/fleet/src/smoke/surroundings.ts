import type { Surroundings, Viewpoint } from './addresses.ts';

type Settings = Readonly<Record<string, string>>;

/** Where the stores of the compose files are, and the password of the demo. */
const DEFAULTS: Readonly<Record<Viewpoint, Settings>> = {
  host: {
    KAFKA_BOOTSTRAP_SERVERS: 'localhost:9092',
    REDIS_HOST: 'localhost',
    NEO4J_URI: 'bolt://localhost:7687',
    NEO4J_PASSWORD: 'password123',
  },
  network: {
    KAFKA_BOOTSTRAP_SERVERS: 'kafka:29092',
    REDIS_HOST: 'redis',
    NEO4J_URI: 'bolt://neo4j:7687',
    NEO4J_PASSWORD: 'password123',
  },
};

/** The environment, with the addresses of the compose files where it names none. */
export function surroundings(env: Surroundings['env'], from: Viewpoint): Surroundings {
  const missing = Object.entries(DEFAULTS[from]).filter(([name]) => !env[name] && !env[`${name}_FILE`]);
  return { from, env: { ...env, ...Object.fromEntries(missing) } };
}
