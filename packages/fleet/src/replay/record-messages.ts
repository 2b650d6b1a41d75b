import { logOut, metricOut } from '@aiops/data-ingestion';
import type { OutMessage } from '@aiops/runtime';
import type { CaseNetwork } from './case-network.ts';
import type { CaseRecord, SpanRecord } from './case-record.ts';
import type { EventAnomalies } from './event-anomalies.ts';
import { spanMessages } from './span-message.ts';
import type { SpanRole } from './span-roles.ts';

const SOURCE = 'recorded';
const NS_PER_MS = 1_000_000n;

/** What it takes to tell a case's records as messages. */
export interface Telling {
  readonly network: CaseNetwork;
  readonly events: EventAnomalies;
  readonly roleOf: (span: SpanRecord) => SpanRole;
}

/** The messages that data-ingestion would have published for records, in their order; spans as a collector writes them. */
export function recordMessages(records: readonly CaseRecord[], telling: Telling): OutMessage[] {
  const { network, events, roleOf } = telling;
  const spans = records.filter((record) => record.kind === 'spans');
  const others = records.flatMap((record): OutMessage[] => {
    if (record.kind === 'metrics') return [metricMessage(record, network)];
    if (record.kind === 'logs') return [logMessage(record, network)];
    const message = record.kind === 'events' ? events.take(record, network) : undefined;
    return message === undefined ? [] : [message];
  });
  return [...others, ...spanMessages(spans, network, roleOf)];
}

function metricMessage(
  { at, value }: Extract<CaseRecord, { readonly kind: 'metrics' }>,
  network: CaseNetwork,
): OutMessage {
  const labels = { instance: network.nameOf(value.entity) };
  return metricOut(
    { name: value.metric, labels, values: [[at / 1_000, value.value]], at, source: SOURCE },
    network.resolver,
  );
}

/** The logger is a label, as collectors make it of structured lines. */
function logMessage(
  { at, value }: Extract<CaseRecord, { readonly kind: 'logs' }>,
  network: CaseNetwork,
): OutMessage {
  const { entity, level, logger, msg, trace } = value;
  return logOut(
    {
      ns: BigInt(at) * NS_PER_MS,
      line: msg,
      labels: {
        instance: network.nameOf(entity),
        ...(logger === null || logger === undefined ? {} : { logger }),
      },
      level: level ?? undefined,
      traceId: trace ?? undefined,
      at,
      source: SOURCE,
    },
    network.resolver,
  );
}
