import { expect, test } from 'vitest';
import { tableFiles } from './topic-tables.ts';

const ddl = (name: string) => tableFiles().find(({ path }) => path.endsWith(`/${name}.sql`))?.text ?? '';

test('a table has the columns of its contract, those of the record, and the watermark behind its event time', () => {
  const lines = ddl('traces').split('\n');
  expect(lines).toContain('  `counted_at` BIGINT,');
  expect(lines.find((line) => line.startsWith('  `spans` ARRAY<ROW<'))).toContain(
    '`counted` ROW<`at` DOUBLE',
  );
  expect(lines).toContain('  `headers` MAP<STRING, BYTES> METADATA,');
  expect(lines).toContain(
    `  WATERMARK FOR \`event_time\` AS \`event_time\` - INTERVAL '\${WATERMARK_DELAY}' DAY TO SECOND(3)`,
  );
});

test('a table that is only written to has no event time, and its open column the fields of those who write', () => {
  expect(ddl('events')).not.toContain('WATERMARK');
  expect(ddl('events')).toMatch(/`details` ROW<`caller` STRING, .*`rate` DOUBLE, .*`held_seconds` DOUBLE/);
});

test.each(['traces', 'metrics', 'logs', 'events'])(
  '%s is read past what is no JSON, and written at least once',
  (name) => {
    expect(ddl(name)).toContain("'value.json.ignore-parse-errors' = 'true'");
    expect(ddl(name)).toContain("'sink.delivery-guarantee' = 'at-least-once'");
  },
);
