import type { Config } from '@aiops/config';

/** Passwords and tokens that the settings hold: what no output, record or log may show. */
export function secretsOf({ storage, messaging, insights_action: insights }: Config): string[] {
  const { grafana, api } = insights;
  return [
    storage.redis.password,
    storage.neo4j.password,
    messaging.kafka.sasl.password,
    grafana.token,
    grafana.password,
    api.admin_token,
  ].filter((secret) => secret !== undefined);
}
