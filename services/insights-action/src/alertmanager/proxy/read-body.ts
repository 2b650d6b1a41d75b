import type { IncomingMessage } from 'node:http';

/** What has been read of a body: all of it, or as much as was allowed, with the rest still to come. */
export interface BodyStart {
  readonly chunks: readonly Buffer[];
  readonly complete: boolean;
}

/** Reads a body up to `limit` bytes (a chunk more at most) and then stops reading. Rejects when the sender goes away before its end. */
export function readBody(request: IncomingMessage, limit: number): Promise<BodyStart> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (complete: boolean) => {
      request.off('data', take).off('end', end).off('error', fail).off('close', gone);
      resolve({ chunks, complete });
    };
    const end = () => finish(true);
    const fail = (error: Error) => reject(error);
    const gone = () => reject(new Error('the sender went away in the middle of a request'));
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit) return;
      request.pause();
      finish(false);
    };
    request.on('data', take).on('end', end).on('error', fail).on('close', gone);
  });
}
