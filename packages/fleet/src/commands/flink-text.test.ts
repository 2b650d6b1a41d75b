import { expect, test } from 'vitest';
import { outcomeLine, statusLines } from './flink-text.ts';

test('a job that was started tells of what state, and what else is to be known', () => {
  expect(outcomeLine({ job: 'span-figures', outcome: 'left', isWrong: false })).toBe(
    'span-figures      runs already',
  );
  expect(
    outcomeLine({
      job: 'rollups',
      outcome: 'upgraded',
      from: 'file:/state/savepoint-1',
      detail: 'it is late',
      isWrong: true,
    }),
  ).toBe('rollups           replaced of file:/state/savepoint-1; it is late');
});

test('how a job is stands in a line, figures that are not known are left out, and what is wrong stands below', () => {
  const now = 1_000_000_000;
  const text = statusLines(
    [
      {
        job: 'span-figures',
        state: 'RUNNING',
        isRight: true,
        recordsIn: 1_234_567,
        recordsOut: 0,
        lateDropped: 3,
        restarts: 2,
        checkpointAt: now - 4_200,
        stateBytes: 12_345_678,
        backPressure: 0.254,
      },
      {
        job: 'rollups',
        state: 'FAILED',
        isRight: false,
        problem: 'it does not run',
        checkpointAt: now - 7_200_000,
      },
    ],
    now,
  );
  expect(text).toBe(
    'span-figures      RUNNING    in 1,234,567  out 0  late 3  restarts 2  checkpoint 4 s ago  state 12.3 MB  back-pressure 25 %\n' +
      'rollups           FAILED     checkpoint 2 h ago\n' +
      '                  → it does not run\n',
  );
});
