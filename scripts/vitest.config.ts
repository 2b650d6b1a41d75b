import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));
/** How long a test may take is no promise to anybody: on a busy machine one of 2 s takes 20. */
const shared = { root, environment: 'node' as const, testTimeout: 60_000, hookTimeout: 180_000 };
/** Minutes of waiting each: begun last, they would be waited for alone. */
const LONG = /deliveries|scenario-faults|detection-kills|flink-kills|local-stack|images\.int/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (LONG.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const source = { conditions: ['@aiops/source'] };

/** `*.int.test.ts` needs real servers and runs in a project of its own, a few files at a time: most of them wait most of the time. */
export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    root,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          // One less unless set: with two processors that is one file at a time.
          maxWorkers: availableParallelism(),
          include: ['{packages,services}/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'servers',
          include: ['{packages,services}/*/src/**/*.int.test.ts'],
          maxWorkers: 3,
        },
      },
    ],
  },
});
