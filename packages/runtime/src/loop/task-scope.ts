import type { StreamService } from './stream-service.ts';

/** Where the state of a task is kept: `anomaly-detection/2`, or `anomaly-detection@3/2` for the third format of its state. */
export function taskScope(
  { name, stateFormat = 1 }: Pick<StreamService, 'name' | 'stateFormat'>,
  partition: number,
): string {
  return stateFormat === 1 ? `${name}/${partition}` : `${name}@${stateFormat}/${partition}`;
}
