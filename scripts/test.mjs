// `npm test`: installs, checks types, style and structure, builds, and runs the unit, property, contract and end-to-end tests.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
const report = join(tmpdir(), `aiops-tests-${process.pid}.json`);
const bin = (name) => join('node_modules', '.bin', name);
const project = process.argv[2] ?? 'unit';

const checks = [
  ['Types and build', bin('tsc'), ['-b', 'scripts/tsconfig.json']],
  ['Types of the tests', bin('tsc'), ['-p', 'scripts/tsconfig.tests.json']],
  ['Types of the tests of the page', bin('tsc'), ['-p', 'packages/console/tsconfig.tests.json']],
  ['Format and lint', bin('biome'), ['check', '--config-path=scripts/lint.json', '--error-on-warnings', '.']],
  ['Unused code', bin('knip'), ['--config', 'scripts/knip.json']],
  [
    'Generated files',
    process.execPath,
    ['--conditions=@aiops/source', '--import', 'tsx', 'scripts/generate.ts', '--check'],
  ],
];
const tests = [
  'Tests',
  bin('vitest'),
  [
    'run',
    '--config',
    'scripts/vitest.config.ts',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
];

let broken = false;
for (const step of project === 'unit' ? checks : []) broken = !run(step) || broken;
const passed = run(tests);
const { numPassedTests, numFailedTests } = readReport();
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(passed && !broken ? 0 : 1);

function run([name, command, args]) {
  const started = Date.now();
  console.error(`▸ ${name}`);
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  console.error(
    `  ${status === 0 ? 'ok' : `FAILED${error ? `: ${error.message}` : ''}`}, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1 };
  } finally {
    rmSync(report, { force: true });
  }
}
