import { headers, topics } from '@aiops/contracts';
import type { OutRecord } from '@aiops/runtime';

/** A message of `aiops.metrics` that nobody could read, as it lies on the dead-letter topic. */
export function deadLetter(value: string, given: Readonly<Record<string, string>> = {}): OutRecord {
  return {
    topic: topics.deadLetters,
    key: 'web-1',
    value,
    headers: {
      [headers.dlqTopic]: topics.metrics,
      [headers.dlqPartition]: '2',
      [headers.dlqOffset]: '41',
      [headers.dlqService]: 'anomaly-detection',
      [headers.dlqReason]: 'not_json',
      [headers.dlqError]: 'Unexpected token n',
      'x-of-the-sender': 'kept',
      ...given,
    },
  };
}
