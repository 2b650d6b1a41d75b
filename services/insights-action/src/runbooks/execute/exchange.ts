import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Address } from './address-guard.ts';
import { createKeptOutput, type KeptOutput } from './kept-output.ts';

export interface ExchangeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The only address that is connected to; whatever the host's name leads to unless given. */
  readonly pinned?: Address;
}

export interface Answer {
  readonly status: number;
  /** Where a redirect leads. */
  readonly location: string | undefined;
  readonly output: KeptOutput;
  /** False when it broke off, or was longer than is kept. */
  readonly isWhole: boolean;
}

/** No status came. `wasSent`: the other side may have got the request, and may have acted on it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly wasSent: boolean;

  constructor(message: string, wasSent: boolean) {
    super(message);
    this.wasSent = wasSent;
  }
}

/**
 * One request on a connection of its own, and its answer up to the bound of what is kept. Nothing is tried again, no proxy is
 * asked and no redirect followed. Rejects with {@link NoAnswer}.
 */
export function exchange(request: ExchangeRequest, signal: AbortSignal): Promise<Answer> {
  const { url, method, headers, body, pinned } = request;
  const options: RequestOptions = {
    method,
    headers: {
      'user-agent': 'aiops-runbook',
      accept: '*/*',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
    agent: false,
    signal,
    ...(pinned === undefined ? {} : { lookup: pinnedLookup(pinned) }),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    let wasSent = false;
    const fail = (error: unknown) => reject(new NoAnswer(reasonOf(error), wasSent));
    try {
      const sent = send(url, options, (response) => void keep(response).then(resolve, fail));
      sent.on('error', fail);
      // An answer that is no `response`; nobody else would hear of it, nor of the end of its connection.
      sent.on('upgrade', ({ statusCode: status = 0 }, socket) => {
        socket.destroy();
        resolve({ status, location: undefined, output: createKeptOutput(), isWhole: true });
      });
      // From here on bytes may have left; before it, nobody was there to get any.
      sent.on('socket', (socket) => {
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          wasSent = true;
        });
      });
      sent.end(body);
    } catch (error) {
      fail(error);
    }
  });
}

/** Reads what is kept of an answer. One that breaks off still has a status, and that says what became of the request. */
function keep(response: IncomingMessage): Promise<Answer> {
  const output = createKeptOutput();
  return new Promise((resolve) => {
    const end = (isWhole: boolean) =>
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location,
        output,
        isWhole,
      });
    response.on('data', (chunk: Buffer) => {
      if (output.take(chunk)) return;
      end(false);
      response.destroy();
    });
    response.once('end', () => end(true));
    response.once('error', () => end(false));
    response.once('close', () => end(false));
  });
}

/** Gives the checked address whatever is asked, so that a second resolution cannot lead elsewhere. */
function pinnedLookup({ address, family }: Address): LookupFunction {
  return (_host, { all }, callback) => {
    if (all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
