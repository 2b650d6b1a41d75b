import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from '@aiops/runtime';
import { ingestedMetrics, ownMetrics, ownVariables, smokeVariables } from '@aiops/stack';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hostSamples } from '../../../../services/data-ingestion/src/sources/host/host-samples.ts';
import { addresses } from '../smoke/addresses.ts';
import { check } from './check.ts';

let folder: string;
let output: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aiops-check-'));
  await mkdir(join(folder, 'runbooks'));
  await mkdir(join(folder, 'config/topology'), { recursive: true });
  await writeFile(
    join(folder, 'config/topology/devices.yml'),
    'devices: [{name: a, host: 192.0.2.1, type: server}]\n',
  );
  output = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const run = (...more: string[]) => check.run(['--directory', folder, ...more]);
const compose = (text: string) => writeFile(join(folder, 'docker-compose.yaml'), text);

describe('aiops check', () => {
  test('a project without compose files is checked for the rest', async () => {
    expect(await run()).toBe(0);
    expect(output).toBe('No problems: 0 tests of rules, 0 runbooks, 1 devices, 0 services.\n');
  });

  test('problems are told in the order of files and lines, and make the exit code 1', async () => {
    await writeFile(join(folder, 'runbooks/a.yml'), 'name: a\nsteps: no\n');
    await compose('services:\n  a:\n    image: redis\n    mem_limit: 1g\n    restart: always\n');
    expect(await run()).toBe(1);
    const lines = output.trim().split('\n');
    expect(lines[0]).toBe(
      'docker-compose.yaml:3:12  the image of a has no tag, which may mean another image tomorrow: pin a version  (image-tag)',
    );
    expect(lines.slice(1).every((line) => /^runbooks\/a\.yml:\d+:\d+ {2}.+ {2}\(runbook\)$/.test(line))).toBe(
      true,
    );
    expect(lines.length).toBeGreaterThan(2);
  });

  test('a runbook for a target that the settings do not know, and a script that is not what was pinned, are problems', async () => {
    await writeFile(join(folder, 'runbooks/clean.sh'), '#!/bin/sh\n');
    await writeFile(
      join(folder, 'runbooks/a.yml'),
      `name: a
description: d
version: 1
conditions: {metric_name: cpu_usage}
target: web-1
steps:
  - {name: s, type: script, script: clean.sh, sha256: ${'a'.repeat(64)}}
`,
    );
    expect(await run()).toBe(1);
    const lines = output.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(
      'runbooks/a.yml:5:9  target: "web-1" is not among insights_action.runbooks.targets: expected this_host, entity',
    );
    expect(lines[1]).toMatch(
      /^runbooks\/a\.yml:7:55 {2}steps\[0\]\.sha256: clean\.sh is not what was pinned/,
    );
  });

  test('--json tells the same to programs', async () => {
    await compose('services:\n  a: {image: "redis:7.4.1", restart: always}\n');
    expect(await run('--json')).toBe(1);
    expect(JSON.parse(output)).toEqual({
      problems: [
        {
          rule: 'memory-limit',
          file: 'docker-compose.yaml',
          line: 2,
          column: 3,
          message: 'a has no memory limit: set mem_limit',
        },
      ],
    });
  });

  test('a compose file that is no YAML is one problem', async () => {
    await compose('services:\n  a: [\n');
    expect(await run()).toBe(1);
    expect(output).toMatch(/^docker-compose\.yaml:\d+:\d+ {2}not YAML: .+ {2}\(syntax\)\n$/);
  });

  test('the tests of rules are run, and one that fails is told with its place and what came instead', async () => {
    const rules = (expected: string) => `anomaly_detection:
  rules:
    - name: cpu_high
      tests:
        - name: six hot minutes
          samples: 95x7
          expect: ${expected}
        - {name: nothing, samples: 80x7, expect: quiet}
`;
    await writeFile(join(folder, 'config/aiops.yml'), rules('fires'));
    expect(await run()).toBe(0);
    expect(output).toContain('No problems: 2 tests of rules,');
    output = '';
    await writeFile(join(folder, 'config/aiops.yml'), rules('pending'));
    expect(await run()).toBe(1);
    expect(output).toBe(
      'config/aiops.yml:5:11  anomaly_detection.rules.0.tests.0: test "six hot minutes" of rule cpu_high failed: expected it to be pending and not to fire, but it fired at 5m  (rule-test)\n',
    );
  });

  test('a configuration that cannot be used is told with exit code 2', async () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await writeFile(join(folder, 'config/aiops.yml'), 'loging: {}\n');
    expect(await run()).toBe(2);
    expect(told.mock.calls.join()).toContain('did you mean logging?');
  });
});

test('the catalogue knows the metrics of our services as they are', async () => {
  const metrics = await createMetrics('0').registry.getMetricsAsArray();
  const told = metrics.flatMap((metric) => {
    const {
      name,
      type,
      labelNames = [],
    } = metric as unknown as { name: string; type: string; labelNames?: string[] };
    const labels = [...labelNames].sort().join();
    if (String(type) !== 'histogram') return [[name, labels]];
    return [
      [`${name}_bucket`, [...labelNames, 'le'].sort().join()],
      [`${name}_count`, labels],
      [`${name}_sum`, labels],
    ];
  });
  const known = [...ownMetrics].map(([name, labels]) => [name, [...labels].sort().join()]);
  expect(known.sort()).toEqual(told.sort());
});

test('the catalogue knows the variables of aiops smoke as they are', () => {
  const asked = addresses.map(({ variable }) => variable).filter((name) => !ownVariables.includes(name));
  expect([...smokeVariables].sort()).toEqual(asked.sort());
});

test('the catalogue knows the samples of the host as they are', () => {
  const reading = (at: number) => ({
    at,
    cpu: { total: at, idle: 0, iowait: 0 },
    memory: { memory: 1, swap: 1 },
    network: { received: at, sent: at },
    disk: 1,
    load: 1,
  });
  expect(Object.keys(hostSamples(reading(2000), reading(1000))).sort()).toEqual(
    [...ingestedMetrics.host].sort(),
  );
});
