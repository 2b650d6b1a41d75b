import { createReadStream } from 'node:fs';
import { CHAIN_START, readLine } from './audit-chain.ts';
import { type AuditLeftovers, addLeftover, noLeftovers } from './audit-leftovers.ts';

/** An audit log is not what was written: nothing is executed until somebody has looked at it. */
export class AuditTampered extends Error {
  override readonly name = 'AuditTampered';
}

/** A whole audit log. */
export interface VerifiedAudit {
  readonly lines: number;
  /** Hash of the last line, what the next one follows. */
  readonly last: string;
  /** Bytes of whole lines. */
  readonly bytes: number;
  /** Bytes after the last whole line: what a crash left of one that was never acknowledged. */
  readonly torn: number;
  readonly left: AuditLeftovers;
}

/**
 * Reads an audit log from beginning to end. Rejects with {@link AuditTampered}, naming file and line, when a line is not
 * the one that was written there. An absent file is an empty one; any other failure to read it is passed on. Lines that were
 * cut off whole at the end cannot be told from lines never written: compare with `aiops.actions`.
 */
export async function verifyAudit(file: string): Promise<VerifiedAudit> {
  let [lines, last, bytes] = [0, CHAIN_START, 0];
  const left = noLeftovers();
  const take = (text: string, size: number) => {
    lines += 1;
    const line = readLine(text, last);
    if (typeof line === 'string') {
      throw new AuditTampered(
        `${file}:${lines}: the line ${line}. Compare it with aiops.actions, keep the file, and put an empty one in its place.`,
      );
    }
    last = line.hash;
    bytes += size;
    addLeftover(left, line.entry);
  };
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file)) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
        take(rest.toString('utf8', start, end), end + 1 - start);
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { lines, last, bytes, torn: rest.length, left };
}
