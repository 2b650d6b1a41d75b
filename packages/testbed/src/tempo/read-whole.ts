/** Largest request that is taken. */
export const limitBytes = 20 * 1024 * 1024;

/** All bytes of a request's body. Rejects as soon as there are more than `limitBytes`. */
export async function readWhole(body: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of body) {
    received += (chunk as Buffer).length;
    if (received > limitBytes) throw new Error(`the request is larger than ${limitBytes} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
