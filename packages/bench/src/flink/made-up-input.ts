import { createEntityResolver, topics } from '@aiops/contracts';
import { createFigureService, createSpanService, type SpanRecord, spanBatches } from '@aiops/data-ingestion';
import { encode, type Message, type OutMessage, type OutRecord } from '@aiops/runtime';
import { mapState } from '../map-state.ts';
import { sampleOf } from '../sample-stream.ts';
import { seededRandom } from '../seeded-random.ts';

const START_MS = 1_700_000_000_000;
/** In a second of event time, of spans and of lines: 300,000 of them are ten minutes. */
export const PER_SECOND = 500;
const SERVICES = 20;
const OPERATIONS = 10;
const ENTITIES = 100;
const SERIES = 2_000;
const LEVELS = ['info', 'info', 'info', 'warn', 'error'];
/** As data-ingestion has them unless set otherwise. */
const LIMITS = { operations: 200, peers: 100 };

/** Batches of `otlp_spans`, a second of event time each: requests of twenty services with ten operations, each with a call to another one. */
export function* spanMessages(spans: number): Generator<Message[]> {
  const random = seededRandom('flink spans');
  for (let second = 0; second * PER_SECOND < spans; second += 1) {
    const made: SpanRecord[] = [];
    for (let i = 0; i < PER_SECOND / 2; i += 1)
      made.push(...requestWithCall(second * PER_SECOND + i, second, random));
    yield spanBatches(made, 'otlp').map((batch) => messageOf(batch, START_MS + second * 1_000));
  }
}

function requestWithCall(number: number, second: number, random: () => number): [SpanRecord, SpanRecord] {
  const traceId = (number + 1).toString(16).padStart(32, '0');
  const startNs = BigInt(START_MS + second * 1_000 + Math.floor(random() * 1_000)) * 1_000_000n;
  const tookNs = BigInt(Math.floor(1e6 + 2e8 * random() ** 4));
  const service = `service-${number % SERVICES}`;
  const failed = random() < 0.02;
  const common = { traceId, service, startNs, status: failed ? 'error' : 'ok', tags: {} } as const;
  const request: SpanRecord = {
    ...common,
    spanId: '1'.padStart(16, '0'),
    parentSpanId: undefined,
    operation: `GET /${Math.floor(random() * OPERATIONS)}`,
    endNs: startNs + tookNs,
    kind: 'server',
  };
  const call: SpanRecord = {
    ...common,
    spanId: '2'.padStart(16, '0'),
    parentSpanId: request.spanId,
    operation: 'call',
    endNs: startNs + tookNs / 2n,
    kind: 'client',
    tags: { 'peer.service': `service-${(number + 1) % SERVICES}` },
  };
  return [request, call];
}

function messageOf(batch: OutMessage, recordedAt: number): Message {
  return { ...batch, partition: 0, offset: 0, recordedAt, headers: batch.headers ?? {} } as Message;
}

/** The span service with one of the engines, its state in a map. */
export function spanTask(engine: 'embedded' | 'flink') {
  const resolver = createEntityResolver([]);
  const entries = new Map<string, unknown>();
  const service = createSpanService({
    resolver: () => resolver,
    backfillMs: 3_600_000,
    limits: LIMITS,
    engine,
  });
  return { entries, task: service.task(mapState(entries), 0, 1) };
}

/** What counts lines and rolls up samples in the fleet itself, its state in a map. */
export function figureTask() {
  const entries = new Map<string, unknown>();
  const service = createFigureService({ latenessMs: 30_000, idleMs: 60_000, rollups: true });
  return { entries, task: service.task(mapState(entries), 0, 1) };
}

/** What data-ingestion writes to `aiops.traces` of these spans where Flink makes the figures. */
export function* traceRecords(spans: number): Generator<OutRecord[]> {
  const { task } = spanTask('flink');
  for (const messages of spanMessages(spans)) {
    const out: OutMessage[] = [];
    const emit = (message: OutMessage) => void (message.topic === topics.traces && out.push(message));
    for (const message of messages) {
      task.onMessage(message, emit);
      task.onBatchEnd?.(emit);
    }
    yield out.map((message) => encode(message, 'bench'));
  }
}

/** Lines of a hundred hosts for `aiops.logs`. */
export function* logMessages(lines: number): Generator<OutMessage[]> {
  const random = seededRandom('flink logs');
  const resolver = createEntityResolver([]);
  for (let second = 0; second * PER_SECOND < lines; second += 1) {
    yield Array.from({ length: PER_SECOND }, (_, i) => {
      const labels = { host: `host-${i % ENTITIES}`, job: 'syslog' };
      const { id, type, name } = resolver.resolve(labels);
      const level = LEVELS[Math.floor(random() * LEVELS.length)] ?? 'info';
      const value = {
        timestamp: `${START_MS + second * 1_000 + 2 * i}000000`,
        log_line: `request ${second} of ${i} took ${Math.floor(1_000 * random())} ms`,
        labels,
        level,
        source: 'loki',
        entity_id: id,
        entity_type: type,
        entity_name: name,
      };
      return { topic: topics.logs, key: id, value } as OutMessage;
    });
  }
}

/** Samples of two thousand series for `aiops.metrics`, one of each every 30 s. */
export function* metricMessages(samples: number): Generator<OutMessage[]> {
  const random = seededRandom('flink samples');
  for (let step = 0; step * SERIES < samples; step += 1) {
    yield Array.from({ length: SERIES }, (_, series) => {
      const { key, value } = sampleOf(series, step, random);
      return { topic: topics.metrics, key, value } as OutMessage;
    });
  }
}
