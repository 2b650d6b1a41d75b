import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { artifacts } from './generate/artifacts.ts';
import { compare } from './generate/compare.ts';

const usage = `npm run generate [-- --check | --breaking]

Writes the files that are made from the schemas: JSON Schema of topics and files, and docs/configuration.md.
--check     writes nothing; exit code 1 and a line for each file that is stale
--breaking  also writes a schema that takes something away; without it that is refused, because schemas only grow
`;

const root = fileURLToPath(new URL('..', import.meta.url));

function main(): number {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      breaking: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const made = artifacts();
  const { stale, breaking } = compare(root, made);
  if (breaking.length > 0 && !values.breaking) {
    const advice = 'Schemas only grow: keep what was there, or write it all the same with --breaking.';
    process.stderr.write(`${breaking.join('\n')}\n${advice}\n`);
    return 1;
  }
  if (values.check) {
    for (const line of stale) process.stderr.write(`${line}\n`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const { path, text } of made) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  process.stdout.write(`${made.length} files made, ${stale.length} of them new or changed.\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
  process.stderr.write(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
