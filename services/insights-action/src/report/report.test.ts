import { fileURLToPath } from 'node:url';
import type { RcaResult } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchRunbooks } from '../runbooks/match-runbooks.ts';
import { readRunbooks } from '../runbooks/read-runbooks.ts';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import { colorReport } from './color-report.ts';
import { columns, WIDTH } from './layout.ts';
import { renderReport } from './report.ts';

const { runbooks } = await readRunbooks(fileURLToPath(new URL('../../../../runbooks', import.meta.url)));
const report = (result: RcaResult) => renderReport(result, matchRunbooks(runbooks, result));

test('a full report names where to look further, without the login in an address', () => {
  const links = {
    grafana: 'https://admin:secret@grafana.example/ops',
    alertmanager: 'http://localhost:9093',
  };
  const text = renderReport(sampleIncident(), [], links);
  expect(text).toContain(
    'LOOK FURTHER\n  Grafana       https://grafana.example/ops\n  Alertmanager  http://localhost:9093',
  );
  expect(renderReport(sampleIncident(), [])).not.toContain('LOOK FURTHER');
});

describe('a full report', () => {
  test('tells cause, confidence, evidence, what was ruled out, the way it spread and what to do', () => {
    expect(`\n${report(sampleIncident({ domain: 'demo' }))}\n`).toMatchInlineSnapshot(`
      "
      ================================================================================================
      INCIDENT OPEN | severity critical | SIMULATED | since 2026-01-27 12:00:00Z
      ================================================================================================
      rack-sw-1 (link_down) -> server-1 and server-2

      rack-sw-1 lost its uplink Ethernet1/49; server-1 and server-2 behind it slowed down and logged
      errors.

      CONFIDENCE 87 %, strong: many signs agree, and no other candidate comes close

      EVIDENCE
        12:00:00Z  rack-sw-1  network_out    200,512, expected 371M to 469M (high)
        12:00:01Z  rack-sw-1  link_down      rack-sw-1 reports Ethernet1/49 down (critical)
                   log: %LINK-3-UPDOWN: Interface Ethernet1/49 (uplink to core-sw-1), changed state to
                        down
        12:00:20Z  server-1   response_time  2,913, expected 30.6 to 53.4 (high)
        12:00:20Z  server-2   response_time  2,913, expected 30.6 to 53.4 (high)
        12:00:31Z  server-1   error_logs     4 (medium)
                   log: upstream request failed: connect ETIMEDOUT 10.20.0.5:443 after 3000 ms
                   log: upstream request failed: connect ETIMEDOUT 10.20.0.5:443 after 3001 ms

      WHY rack-sw-1: score 0.946, confidence 87 %
        rack-sw-1 failed first and both servers depend on it.
                           value  x weight  = points
          severity          1.00   x  0.35  =  0.350  worst score 8.2 on 2 distinct series
          explains          0.67   x  0.45  =  0.300  2 anomalous entities depend on it: server-1,
                                                      server-2
          direct_evidence   1.00   x  0.20  =  0.200  rack-sw-1 reports Ethernet1/49 down
          onset             1.00   x  0.05  =  0.050  2 of 2 anomalous entities it is tied to began
                                                      after it
          centrality        0.93   x  0.05  =  0.046  610 entities depend directly on it
          score                             =  0.946

      RULED OUT
        server-1: score 0.063, confidence 2 %
                           value  x weight  = points
          severity          0.95   x  0.35  =  0.333  worst score 5.1 on 2 distinct series
          explained_by      0.60   x -0.45  = -0.270  it depends on rack-sw-1, which failed 20 s
                                                      earlier
          score                             =  0.063
          against: rack-sw-1 began 20 s earlier and server-1 depends on it

      PROPAGATION
        rack-sw-1     12:00:00Z  first
        |-- server-1  12:00:20Z  +20 s
        \`-- server-2  12:00:20Z  +20 s

      AFFECTED (2)
        server-1  error_logs and response_time
        server-2  response_time

      SUGGESTED RUNBOOK link_down, for link_down of rack-sw-1; nothing has been run
        A network device lost a link, or its traffic broke off. Finds out how far the way to it goes
        and what its ports say.
         1. Does the device answer        looks only   ping -c 5 -W 2 \${device}
         2. Where does the way to it end  looks only   traceroute -n -q 1 -w 2 \${device}
         3. State of its ports            looks only
            GET http://snmp-exporter:9116/snmp?module=if_mib&target=\${device}
         4. What it logged last           looks only
            GET http://loki:3100/loki/api/v1/query_range?limit=50&query=\${lines}
        Also: response_time_high (response_time of server-1), connection_refused (error_logs of
              server-1), service_errors (error_logs of server-1)

      incident 3f1c0a9b7e5d2c4f6a8b0d1e | revision 1 | domain demo | topology ok
      ================================================================================================
      "
    `);
  });

  test('is called simulated when its anomalies are', () => {
    const trigger = sampleAnomaly('a', 'switch', 'm', 0, { labels: { simulated: 'true' } });
    expect(report(sampleIncident())).not.toContain('SIMULATED');
    expect(report(sampleIncident({ trigger_anomaly: trigger }))).toContain('| SIMULATED |');
  });

  test('that is not conclusive says so, and why', () => {
    const text = report(
      sampleIncident({ conclusive: false, inconclusive_reasons: ['thin evidence'] }, { confidence: 0.4 }),
    );
    expect(text).toContain('INCIDENT OPEN | severity critical | INCONCLUSIVE |');
    expect(text).toContain('CONFIDENCE 40 %, weak: a lead to follow up, not a verdict\n  - thin evidence\n');
    expect(text).toContain('BEST GUESS rack-sw-1');
    expect(text).toContain('ALSO POSSIBLE\n  server-1');
    expect(text).not.toMatch(/^(?:WHY|RULED OUT)/m);
  });

  test('without a cause is a report all the same', () => {
    const nothing = {
      root_cause_device: null,
      root_cause_anomaly: null,
      confidence: 0,
      candidates: [],
      propagation_path: [],
    };
    const text = report(sampleIncident({ conclusive: false }, nothing));
    expect(text).toContain('No cause found -> anomalies on rack-sw-1, server-1 and server-2');
    expect(text).toContain('AFFECTED (3)');
  });

  test('without a runbook says so', () => {
    expect(renderReport(sampleIncident(), [])).toContain(
      'SUGGESTED RUNBOOK\n  None of the runbooks applies.',
    );
  });

  test('of a storm stays readable: what is left out is counted', () => {
    const correlated_anomalies = Array.from({ length: 5_000 }, (_, number) => ({
      event: sampleAnomaly(`host-${number}`, 'server', 'response_time', number % 60, { value: 1 }),
      score: 1,
      time_diff: 0,
    }));
    const propagation_path = Array.from({ length: 50 }, (_, number) => ({
      device: `host-${number}`,
      ...(number === 0 ? {} : { via: 'host-0' }),
    }));
    const text = report(sampleIncident({ correlated_anomalies }, { propagation_path }));
    expect(text.split('\n').length).toBeLessThan(120);
    expect(text).toContain('... and 4992 more anomalies');
    expect(text).toContain('AFFECTED (5000)');
  });

  test('draws a chain below one another and tells who only passed it on', () => {
    const propagation_path = [
      { device: 'a', at: '2026-01-27T12:00:00Z' },
      { device: 'b', via: 'a' },
      { device: 'c', via: 'b', at: '2026-01-27T12:01:00Z' },
      { device: 'd', via: 'a', at: '2026-01-27T12:03:00Z' },
    ];
    expect(report(sampleIncident({}, { propagation_path }))).toContain(
      [
        'PROPAGATION',
        '  a          12:00:00Z  first',
        '  |-- b      passed it on',
        '  |   `-- c  12:01:00Z  +60 s',
        '  `-- d      12:03:00Z  +3 min',
      ].join('\n'),
    );
  });

  test('lets nothing hostile through and keeps its width, whatever labels and lines hold', () => {
    const hostile = fc.oneof(
      fc.string({ unit: fc.constantFrom('\u001b', '[', 'm', '\n', '\u0007', '界', 'a', ' ') }),
      fc
        .array(fc.integer({ min: 0, max: 0x10ffff }))
        .map((points) => String.fromCodePoint(...points).repeat(20)),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const anomaly = sampleAnomaly(text, 'switch', `m${text}`, 0, {
          summary: text,
          evidence: [{ kind: text, title: text, url: text }],
        });
        const candidate = {
          device: text,
          confidence: 0.5,
          score: 0.1,
          terms: [{ name: text, value: 1, weight: 0.1, why: text }],
          evidence: [],
          against: [text],
        };
        const result = sampleIncident(
          { incident_id: text, domain: text, trigger_anomaly: anomaly, rca_summary: text },
          {
            root_cause_device: text,
            explanation: text,
            candidates: [candidate],
            propagation_path: Array.from({ length: 30 }, (_, number) => ({ device: `${number}${text}` })),
          },
        );
        const merged = sampleIncident({ ...result, status: 'merged', merged_into: text }, result.root_cause);
        const lines = [report(result), report(merged)].flatMap((text) => text.split('\n'));
        expect(
          lines.filter((line) => columns(line) > WIDTH || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line)),
        ).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

test('alerts about a candidate are shown below its score, with their link', () => {
  const [first, ...others] = sampleIncident().root_cause.candidates;
  const evidence = [
    { kind: 'alert', title: 'LinkErrors: 12 %\u001b[2J', url: 'http://vmalert:8880/rule' },
    { kind: 'anomaly', title: 'not an alert' },
  ];
  const text = report(sampleIncident({}, { candidates: [{ ...first!, evidence }, ...others] }));
  expect(text).toContain('\n    alert: LinkErrors: 12 %\n      http://vmalert:8880/rule\n');
  expect(text).not.toContain('alert: not an alert');
});

describe('the report of an incident that is over', () => {
  test('is two lines when it is resolved', () => {
    const over = sampleIncident({ status: 'resolved', revision: 3, ended_at: '2026-01-27T12:14:00Z' });
    expect(report(over).split('\n')).toEqual([
      'INCIDENT RESOLVED | cause rack-sw-1 | from 2026-01-27 12:00:00Z for 14 min',
      '  incident 3f1c0a9b7e5d2c4f6a8b0d1e | revision 3 | domain lab | topology ok',
    ]);
  });

  test('names the other when it was merged', () => {
    expect(report(sampleIncident({ status: 'merged', merged_into: 'other', domain: 'demo' }))).toMatch(
      /^INCIDENT MERGED into other \| cause rack-sw-1 \| .* \| SIMULATED\n {2}incident/,
    );
  });
});

describe('colorReport', () => {
  test('colours headings and changes nothing else', () => {
    const plain = report(sampleIncident());
    const colored = colorReport(plain);
    expect(colored).toContain('\u001b[1;31mINCIDENT OPEN');
    expect(colored).toContain('\u001b[1mEVIDENCE\u001b[0m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a colour is made of.
    expect(colored.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(plain);
  });
});
