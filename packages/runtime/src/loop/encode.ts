import { contentId, headers as names } from '@aiops/contracts';
import type { OutRecord } from '../bus/bus.ts';
import type { OutMessage } from './stream-service.ts';

/** The record of a message: plain JSON, its metadata in CloudEvents 1.0 binary-mode headers. */
export function encode(message: OutMessage, service: string): OutRecord {
  const value = JSON.stringify(message.value);
  const { timestamp } = message.value as { timestamp?: string | number };
  return {
    topic: message.topic,
    key: message.key,
    value,
    headers: {
      [names.contentType]: 'application/json',
      [names.ceSpecVersion]: '1.0',
      [names.ceId]: message.id ?? contentId(message.topic, value),
      [names.ceSource]: `/aiops/${service}`,
      [names.ceType]: message.topic,
      ...(timestamp === undefined ? {} : { [names.ceTime]: String(timestamp) }),
      ...(message.key === null ? {} : { [names.ceSubject]: message.key }),
      ...message.headers,
    },
    ...(message.partition === undefined ? {} : { partition: message.partition }),
  };
}
