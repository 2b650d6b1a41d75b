import { label } from '@aiops/contracts';
import type { SpanRecord } from '../messages/trace-out.ts';

const STATUS_TAGS = ['http.response.status_code', 'http.status_code'] as const;

/** Whether the request or the call that a span stands for failed: its status says so, or its HTTP status is 500 or more. */
export function hasFailed({ status, tags }: SpanRecord): boolean {
  const http = STATUS_TAGS.map((name) => label(tags, name)).find((text) => text !== undefined);
  return status === 'error' || (http !== undefined && Number(http) >= 500);
}
