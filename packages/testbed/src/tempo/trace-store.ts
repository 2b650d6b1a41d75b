import type { FieldValue, Message } from './otlp-messages.ts';

/** A span with what searching needs at hand; `message` is what the sender said. */
export interface StoredSpan {
  readonly id: string;
  /** Empty for a root. */
  readonly parentId: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly message: Message;
  readonly resource: Message;
}

export interface StoredTrace {
  /** 32 hex digits. */
  readonly id: string;
  /** Resource spans with this trace's spans only. */
  readonly batches: Message[];
  readonly spans: StoredSpan[];
  /** When its last span came (epoch ms). */
  changedAt: number;
}

export interface TraceStoreOptions {
  /** Traces that are kept, 10 000 unless set; the one that changed least recently goes first. */
  readonly maxTraces?: number;
  /** Spans of one trace that are kept, 10 000 unless set; further ones are dropped. */
  readonly maxSpansPerTrace?: number;
  readonly now?: () => number;
}

/** Traces in memory, a bounded number of them. */
export class TraceStore {
  readonly #traces = new Map<string, StoredTrace>();
  readonly #maxTraces: number;
  readonly #maxSpans: number;
  readonly #now: () => number;

  constructor(options: TraceStoreOptions = {}) {
    this.#maxTraces = options.maxTraces ?? 10_000;
    this.#maxSpans = options.maxSpansPerTrace ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  get(id: string): StoredTrace | undefined {
    return this.#traces.get(id);
  }

  all(): Iterable<StoredTrace> {
    return this.#traces.values();
  }

  /** Adds an export request. Spans without a valid trace id and span id are refused; gives how many. */
  add(request: Message): number {
    let refused = 0;
    for (const resourceSpans of list(request.resourceSpans))
      for (const scopeSpans of list(resourceSpans.scopeSpans)) {
        for (const [id, spans] of byTrace(list(scopeSpans.spans))) {
          if (id === undefined) refused += spans.length;
          else this.#addSpans(id, resourceSpans, scopeSpans, spans);
        }
      }
    return refused;
  }

  #addSpans(id: string, resourceSpans: Message, scopeSpans: Message, spans: readonly Message[]): void {
    const trace = this.#traces.get(id) ?? { id, batches: [], spans: [], changedAt: 0 };
    this.#traces.delete(id);
    this.#traces.set(id, trace);
    trace.changedAt = this.#now();
    const resource = (resourceSpans.resource as Message | undefined) ?? {};
    const known = new Set(trace.spans.map(({ id: spanId, message }) => `${spanId}/${kindOf(message)}`));
    // What was sent twice (a retry) is one span; a client and a server span may share an id.
    const added = spans
      .filter((span) => !known.has(`${hex(span.spanId)}/${kindOf(span)}`))
      .slice(0, this.#maxSpans - trace.spans.length)
      .map((span) => ({ ...span, status: span.status ?? {} }));
    if (added.length === 0) return;
    trace.spans.push(...added.map((message) => storedSpan(message, resource)));
    // Spans of one request and resource stay together.
    const last = trace.batches.at(-1);
    const scope = { ...scopeSpans, scope: scopeSpans.scope ?? {}, spans: added };
    if (last !== undefined && last.resource === resource)
      last.scopeSpans = [...(last.scopeSpans as Message[]), scope];
    else trace.batches.push({ ...resourceSpans, resource, scopeSpans: [scope] });
    this.#evict();
  }

  #evict(): void {
    for (const id of this.#traces.keys()) {
      if (this.#traces.size <= this.#maxTraces) return;
      this.#traces.delete(id);
    }
  }
}

function storedSpan(message: Message, resource: Message): StoredSpan {
  return {
    id: hex(message.spanId),
    parentId: hex(message.parentSpanId),
    startNs: (message.startTimeUnixNano as bigint | undefined) ?? 0n,
    endNs: (message.endTimeUnixNano as bigint | undefined) ?? 0n,
    message,
    resource,
  };
}

function byTrace(spans: readonly Message[]): Map<string | undefined, Message[]> {
  const groups = new Map<string | undefined, Message[]>();
  for (const span of spans) {
    const id = traceIdOf(span);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [span]);
    else group.push(span);
  }
  return groups;
}

function traceIdOf(span: Message): string | undefined {
  const id = hex(span.traceId);
  return /^[0-9a-f]{32}$/.test(id) && hex(span.spanId).length === 16 ? id : undefined;
}

function kindOf(span: Message): number {
  return (span.kind as number | undefined) ?? 0;
}

function hex(value: FieldValue | undefined): string {
  return Buffer.isBuffer(value) ? value.toString('hex') : '';
}

function list(value: FieldValue | undefined): readonly Message[] {
  return (value as readonly Message[] | undefined) ?? [];
}
