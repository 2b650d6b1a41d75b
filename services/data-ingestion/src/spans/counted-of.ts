import type { Counted, EntityResolver } from '@aiops/contracts';
import { entityFields } from '../messages/entity-labels.ts';
import type { SpanCount } from './operation-windows.ts';
import type { ServiceName } from './service-name.ts';

/** What a span says of itself to whoever makes figures of it: what it counts for, and of which entity. */
export function countedOf(
  count: SpanCount,
  { service, site }: ServiceName,
  resolver: EntityResolver,
): Counted {
  const labels = { service_name: service, ...(site === undefined ? {} : { site }) };
  return { ...count, ...(site === undefined ? {} : { site }), ...entityFields(resolver.resolve(labels)) };
}
