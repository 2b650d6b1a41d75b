import type { OutMessage } from '@aiops/runtime';
import type { RecordedMessage } from './hour-clock.ts';
import { hourLines } from './hour-lines.ts';
import { hourSamples } from './hour-samples.ts';
import { hourSpans } from './hour-spans.ts';

const HOSTS = Array.from({ length: 14 }, (_, i) => `host-${String(i + 1).padStart(2, '0')}`);

/**
 * An hour of a site with fourteen hosts and three services, in the order in which its messages were written: most of it is
 * calm, and one thing after another goes wrong. The same every time.
 */
export function recordedHour(): OutMessage[] {
  const messages: RecordedMessage[] = [...hourSamples(HOSTS), ...hourLines(HOSTS), ...hourSpans()];
  return messages.sort((a, b) => a.at - b.at).map(({ message }) => message);
}
