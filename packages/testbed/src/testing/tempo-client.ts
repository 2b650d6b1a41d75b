import { startTempoStandIn, type TempoStandIn, type TempoStandInOptions } from '../tempo/tempo-stand-in.ts';
import { sampleTrace } from './sample-traces.ts';

/** Seconds between which the sample traces lie, as search parameters. */
export const sampleRange = { start: '1795362323', end: '1795362983' };

/** An answer of the query API. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Buffer;
  readonly text: string;
}

/** A stand-in for Tempo in this process, and what tests ask of it. */
export class TempoClient {
  readonly tempo: TempoStandIn;

  constructor(tempo: TempoStandIn) {
    this.tempo = tempo;
  }

  static async start(options?: TempoStandInOptions): Promise<TempoClient> {
    return new TempoClient(await startTempoStandIn(options));
  }

  /** Sends an OTLP request: an object as JSON, or bytes as they are. */
  push(
    body: object | Buffer | string,
    type = 'application/json',
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const raw = Buffer.isBuffer(body) || typeof body === 'string';
    return fetch(`${this.tempo.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body: raw ? (body as string | Buffer<ArrayBuffer>) : JSON.stringify(body),
    });
  }

  /** Sends the three sample traces. */
  async pushSamples(): Promise<void> {
    for (const index of [0, 1, 2]) {
      const { status } = await this.push(sampleTrace(index));
      if (status !== 200) throw new Error(`the stand-in answered ${status} to a sample trace`);
    }
  }

  async get(
    path: string,
    params: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.tempo.url}${path}?${new URLSearchParams(params)}`, { headers });
    const type = response.headers.get('content-type');
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, type, body, text: body.toString('utf8') };
  }

  /** The body of an answer that must be JSON with status 200. */
  async json(path: string, params: Record<string, string> = {}) {
    const { status, type, text } = await this.get(path, params);
    if (status !== 200 || type !== 'application/json') throw new Error(`${path}: ${status} ${type} ${text}`);
    return JSON.parse(text);
  }

  /** The answer to a TraceQL search in the range of the samples. */
  search(q: string, more: Record<string, string> = {}) {
    return this.json('/api/search', { ...sampleRange, q, ...more });
  }

  close(): Promise<void> {
    return this.tempo.close();
  }
}
