import { headers as names, topics } from '@aiops/contracts';
import { SpanKind, trace } from '@opentelemetry/api';
import type { OutRecord } from '../bus/bus.ts';
import { contextOf, traceparentOf } from '../telemetry/traceparent.ts';
import { encode } from './encode.ts';
import type { Message, OutMessage } from './stream-service.ts';
import type { TaskHost } from './task-host.ts';

/** Largest value that is published: Kafka takes 1 MiB with key and headers unless it is set up otherwise. */
const MAX_OUT_BYTES = 1_000_000;

/** Collects what a core emits, in order, until it is published. */
export class Outbox {
  readonly #host: TaskHost;
  #records: OutRecord[] = [];
  /** The message being processed: what is emitted continues its trace. */
  cause: Message | undefined;

  constructor(host: TaskHost) {
    this.#host = host;
  }

  readonly emit = (message: OutMessage): void => {
    this.#records.push(
      encode(message.topic === topics.watermarks ? message : this.#traced(message), this.#host.service.name),
    );
  };

  add(record: OutRecord): void {
    this.#records.push(record);
  }

  get size(): number {
    return this.#records.length;
  }

  /**
   * Removes records collected since there were `start` that are larger than a broker takes, and returns the largest size
   * among them in bytes; 0 when there are none.
   */
  dropOversized(start: number): number {
    let largest = 0;
    const fits = (record: OutRecord) => {
      const size = Buffer.byteLength(record.value ?? '');
      if (size <= MAX_OUT_BYTES) return true;
      largest = Math.max(largest, size);
      return false;
    };
    this.#records = [...this.#records.slice(0, start), ...this.#records.slice(start).filter(fits)];
    return largest;
  }

  /** What was collected, so that it can be published; the outbox is empty afterwards. */
  take(): OutRecord[] {
    const taken = this.#records;
    this.#records = [];
    return taken;
  }

  /** A span for the emitted message, child of the one that caused it, with its context in the headers. */
  #traced(message: OutMessage): OutMessage {
    const parent = contextOf(message.headers?.[names.traceparent] ?? this.cause?.headers[names.traceparent]);
    const span = this.#host.tracer.startSpan(
      `${this.#host.service.name} emit`,
      {
        kind: SpanKind.PRODUCER,
        attributes: {
          'messaging.system': 'kafka',
          'messaging.operation.type': 'send',
          'messaging.destination.name': message.topic,
        },
      },
      parent,
    );
    span.end();
    const own = span.spanContext();
    const traceparent = traceparentOf(own) ?? traceparentOf(trace.getSpanContext(parent) ?? own);
    return traceparent === undefined
      ? message
      : { ...message, headers: { ...message.headers, [names.traceparent]: traceparent } };
  }
}
