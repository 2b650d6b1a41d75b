import { configSchema } from '@aiops/config';
import { expect, test } from 'vitest';
import { selectDetectors } from './select-detectors.ts';

const config = configSchema.parse({
  anomaly_detection: {
    detectors: [{ name: 'ewma', alpha: 0.2 }, { name: 'zscore' }, { name: 'other', enabled: false }],
  },
}).anomaly_detection;
const enabled = (choice: Parameters<typeof selectDetectors>[1]) =>
  selectDetectors(config, choice)
    .detectors.filter((detector) => detector.enabled)
    .map(({ name }) => name);

test('without a choice the settings stay as they are', () => {
  expect(selectDetectors(config, {})).toBe(config);
});

test('one detector alone keeps its options, also when the settings switch it off', () => {
  expect(enabled({ only: 'ewma' })).toEqual(['ewma']);
  expect(selectDetectors(config, { only: 'ewma' }).detectors[0]).toMatchObject({ alpha: 0.2 });
  expect(enabled({ only: 'other' })).toEqual(['other']);
});

test('leaving one out leaves the other enabled ones', () => {
  expect(enabled({ without: 'ewma' })).toEqual(['zscore']);
});

test('what cannot be chosen is told', () => {
  expect(() => enabled({ only: 'x' })).toThrow(
    'No detector "x" in the settings; they list ewma, zscore, other',
  );
  expect(() => enabled({ only: 'ewma', without: 'zscore' })).toThrow('choose one of them');
  const alone = selectDetectors(config, { only: 'ewma' });
  expect(() => selectDetectors(alone, { without: 'ewma' })).toThrow('no enabled detector is left');
});
