import { createHash } from 'node:crypto';

/** What tells the SQL of a job from any other: 16 hex digits of the SHA-256 of its rendered script. */
export function fingerprint(sql: string): string {
  return createHash('sha256').update(sql).digest('hex').slice(0, 16);
}
