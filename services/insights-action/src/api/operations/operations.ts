import { deadLetterOperations } from './dead-letter-operations.ts';
import { incidentOperations } from './incident-operations.ts';
import { muteOperations } from './mute-operations.ts';
import type { Operation } from './operation.ts';
import { runOperations } from './run-operations.ts';
import { systemOperations } from './system-operations.ts';
import { topologyOperations } from './topology-operations.ts';

/** All that can be asked of the API, by the name of the operation. */
export const operations = {
  ...incidentOperations,
  ...runOperations,
  ...muteOperations,
  ...topologyOperations,
  ...deadLetterOperations,
  ...systemOperations,
} satisfies Readonly<Record<string, Operation>>;
export type Operations = typeof operations;
