import { configSchema, InvalidConfig } from '@aiops/config';
import { createEntityResolver } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from './service.ts';

const create = (anomaly_detection: unknown) => {
  const config = configSchema.parse({ anomaly_detection }).anomaly_detection;
  return createAnomalyDetection({ config, resolver: () => createEntityResolver([]) });
};

test('every problem is named with its setting, before anything starts', () => {
  const bad = () =>
    create({ detectors: [{ name: 'ewmaa' }, { name: 'zscore', memory: 'long' }, { name: 'ewma' }] });
  expect(bad).toThrow(InvalidConfig);
  expect(bad).toThrow(
    'anomaly_detection.detectors[0]: no detector is called "ewmaa"; there are zscore, ewma',
  );
  expect(bad).toThrow(/detectors\[1\]: detector zscore: .*\n.*memory/);
});

test('a detector that is switched off is not looked at', () => {
  expect(() => create({ detectors: [{ name: 'arima', enabled: false }] })).not.toThrow();
});
