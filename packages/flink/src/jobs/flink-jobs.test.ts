import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configSchema } from '@aiops/config';
import { describe, expect, test } from 'vitest';
import { flinkJobs } from './flink-jobs.ts';
import { statementsOf } from './statements-of.ts';

const folder = fileURLToPath(new URL('../../../../config/flink', import.meta.url));
const kafka = { bootstrap_servers: 'kafka:9092' };
const jobsOf = (settings: object = {}) =>
  flinkJobs(configSchema.parse({ messaging: { kafka }, ...settings }), folder);

describe('the jobs', () => {
  test('are those in config/flink', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    expect(
      jobsOf()
        .map(({ name }) => `${name}.sql`)
        .sort(),
    ).toEqual(files.sort());
  });

  test.each(jobsOf())('$name starts one job and leaves no placeholder', ({ sql }) => {
    const starts = statementsOf(sql).filter((statement) =>
      /^(?:--.*\n|\s)*(?:INSERT|EXECUTE STATEMENT SET)\b/.test(statement),
    );
    expect(starts).toHaveLength(1);
    expect(sql).not.toMatch(/\$\{/);
  });

  test('read and write the topics by their names on the broker, behind the newest record as the settings say', () => {
    const [job] = jobsOf({
      messaging: { kafka: { ...kafka, topics: { traces: 'lab.traces' } } },
      stream_processing: { watermark_delay: '90061s', idle_timeout: '2m' },
    });
    expect(job?.sql).toContain("'topic' = 'lab.traces'");
    expect(job?.sql).toContain("'topic' = 'aiops.metrics'");
    expect(job?.sql).toContain("INTERVAL '1 01:01:01.000' DAY TO SECOND(3)");
    expect(job?.sql).toContain("SET 'table.exec.source.idle-timeout' = '120000 ms'");
  });

  test('log in to Kafka as our services do', () => {
    const sasl = { mechanism: 'scram-sha-512', username: 'aiops', password: 'a"b\'c\\' };
    const [job] = jobsOf({ messaging: { kafka: { ...kafka, ssl: { enabled: true }, sasl } } });
    expect(job?.sql).toContain("'properties.security.protocol' = 'SASL_SSL',");
    expect(job?.sql).toContain("'properties.sasl.mechanism' = 'SCRAM-SHA-512',");
    expect(job?.sql).toContain(
      `'properties.sasl.jaas.config' = 'org.apache.kafka.common.security.scram.ScramLoginModule required username="aiops" password="a\\"b''c\\\\";',`,
    );
  });

  test('need a broker', () => {
    expect(() => flinkJobs(configSchema.parse({}), folder)).toThrow('set KAFKA_BOOTSTRAP_SERVERS');
  });
});
