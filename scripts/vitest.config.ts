import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `*.int.test.ts` needs real servers and runs in a project of its own, a few files at a time: most of them wait most of the time. */
const root = fileURLToPath(new URL('..', import.meta.url));
const shared = { root, environment: 'node' as const };
const source = { conditions: ['@aiops/source'] };

export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    root,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
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
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
