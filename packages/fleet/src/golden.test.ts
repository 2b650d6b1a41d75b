import { topics } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { deliverPlainly } from './testing/recorded-input.ts';

test('the recorded outage gives the recorded anomalies, incidents and actions', async () => {
  const outputs = await deliverPlainly();
  await expect(lines(outputs[topics.anomalies])).toMatchFileSnapshot('./golden/rack-uplink.anomalies.jsonl');
  await expect(lines(outputs[topics.rcaResults])).toMatchFileSnapshot('./golden/rack-uplink.results.jsonl');
  await expect(lines(outputs[topics.actions])).toMatchFileSnapshot('./golden/rack-uplink.actions.jsonl');
});

function lines(values: readonly string[] = []): string {
  return `${values.join('\n')}\n`;
}
