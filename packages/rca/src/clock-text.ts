import { formatTimestamp } from '@aiops/contracts';

/** `10:02:11Z`, of epoch ms; the day is in the result's own stamps. */
export function clockText(at: number): string {
  return `${formatTimestamp(at).slice(11, 19)}Z`;
}
