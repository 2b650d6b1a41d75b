import { flagValue } from '../model/compose-service.ts';
import type { Service } from '../model/service.ts';
import { configOf, type Stack, servicesOf } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';

type Kept = (service: Service, root: YamlNode | undefined) => string | undefined;

/** What each store needs so that its disk does not fill up: the text says what is missing. */
const STORES: Readonly<Record<string, Kept>> = {
  VictoriaMetrics: (service) =>
    flagValue(service, 'retentionPeriod') === undefined ? 'set -retentionPeriod' : undefined,
  Loki: (_, root) => {
    const period = root?.at('limits_config', 'retention_period')?.text ?? '0s';
    if (/^0+[a-z]*$/.test(period)) return 'set limits_config.retention_period';
    return root?.at('compactor', 'retention_enabled')?.value === true
      ? undefined
      : 'set compactor.retention_enabled: true, without which retention_period does nothing';
  },
  Tempo: (_, root) =>
    root?.at('compactor', 'compaction', 'block_retention') === undefined
      ? 'set compactor.compaction.block_retention'
      : undefined,
  Kafka: ({ environment }) =>
    [...environment.keys()].some((name) => /^KAFKA_LOG_RETENTION_/.test(name))
      ? undefined
      : 'set KAFKA_LOG_RETENTION_HOURS',
};

/** Stores that say nothing about how long they keep what they are given. */
export function checkRetention(stack: Stack): Problem[] {
  return Object.entries(STORES).flatMap(([name, kept]) =>
    servicesOf(stack, name).flatMap((service) => {
      const root = configOf(stack, service);
      // A file that is missing or broken is told about as such.
      if (root === undefined && (service.family?.configs.length ?? 0) > 0) return [];
      const missing = kept(service, root);
      if (missing === undefined) return [];
      const place = root?.place ?? service.node.keyPlace;
      return [
        problemAt(place, 'retention', `${service.name} does not say how long it keeps data: ${missing}`),
      ];
    }),
  );
}
