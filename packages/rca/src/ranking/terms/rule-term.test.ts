import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../../network/topology-index.ts';
import type { Sighting } from '../../signals/sighting.ts';
import { sighting } from '../../testing/anomaly.ts';
import { edge, network, node } from '../../testing/network.ts';
import { rank } from '../rank.ts';
import { HEURISTIC_RULES } from './heuristic-rules.ts';

const [tor, host, web, db] = [
  node('switch', 'tor'),
  node('server', 'host'),
  node('service', 'web'),
  node('service', 'db'),
];
const index = createTopologyIndex(
  network([tor, host, web, db], [edge(tor, host), edge(db, host, 'runs_on'), edge(web, db, 'calls')]),
);
const termsOf = (name: string, ...members: readonly Sighting[]) =>
  rank(members, index, 5).ranked.find(({ suspect }) => suspect.name === name)!.candidate.terms;
const ruleOf = (name: string, ...members: readonly Sighting[]) =>
  termsOf(name, ...members).find((term) => term.name === 'rule');
const silence = { anomaly_type: 'staleness' } as const;

describe('a rule speaks for a cause', () => {
  test.each([
    ['link_down', tor, { metric: 'link_down' }, host, { metric: 'packet_loss', at: 5 }, 1],
    ['broken_device', tor, { metric: 'temperature' }, host, { metric: 'latency', at: 5 }, 0.8],
    [
      'silent_device',
      tor,
      { metric: 'up', more: silence },
      host,
      { metric: 'up', at: 5, more: silence },
      0.8,
    ],
    ['broken_host', host, { metric: 'redfish_health' }, db, { metric: 'latency', at: 5 }, 1],
    ['silent_host', host, { metric: 'cpu', more: silence }, db, { metric: 'errors', at: 5 }, 0.8],
    ['full_disk', host, { metric: 'disk_usage' }, db, { metric: 'http_errors', at: 5 }, 1],
    ['saturated_host', host, { metric: 'cpu_usage' }, db, { metric: 'response_time', at: 5 }, 0.8],
    ['saturated_dependency', db, { metric: 'memory_usage' }, web, { metric: 'response_time', at: 5 }, 0.6],
    ['silent_dependency', db, { metric: 'rps', more: silence }, web, { metric: 'errors', at: 5 }, 0.6],
  ] as const)('%s', (rule, cause, shown, victim, suffers, value) => {
    const members = [sighting(cause, shown), sighting(victim, suffers)];
    const found = ruleOf(cause.name, ...members)!;
    expect(found).toMatchObject({ value, inputs: { rule, cause_anomaly: members[0]!.id, later_ms: -5000 } });
    expect(found.inputs).toMatchObject({ victim_anomaly: members[1]!.id, victim: { entity: victim.id } });
    expect(found.why).toContain(`as of ${victim.name} (rule ${rule})`);
    expect(ruleOf(victim.name, ...members)).toBeUndefined();
  });
  test('and there is a case for every one', () => expect(HEURISTIC_RULES).toHaveLength(9));
  test('less through another that depends on it, and when it was seen a little later', () => {
    const near = [sighting(host, { metric: 'cpu_usage' }), sighting(web, { metric: 'latency', at: 5 })];
    expect(ruleOf('host', ...near)!.value).toBeCloseTo(0.8 * 0.85, 4);
    const later = [sighting(host, { metric: 'cpu_usage', at: 30 }), sighting(db, { metric: 'latency' })];
    expect(ruleOf('host', ...later)!.value).toBeCloseTo(0.8 * 0.6, 4);
  });
});

describe('no rule speaks', () => {
  test('where the trouble is of another kind, or in the wrong place', () => {
    expect(ruleOf('host', sighting(host, { metric: 'cpu_usage' }), sighting(db, { metric: 'errors' }))).toBe(
      undefined,
    );
    expect(ruleOf('tor', sighting(tor, { metric: 'cpu_usage' }), sighting(host))).toBeUndefined();
    expect(ruleOf('db', sighting(db, { metric: 'link_down' }), sighting(host))).toBeUndefined();
  });
  test('where the cause began more than a minute after its effect', () => {
    const late = sighting(host, { metric: 'cpu_usage', at: 61 });
    expect(ruleOf('host', late, sighting(db, { metric: 'latency' }))).toBeUndefined();
  });
});

test('all rules together add a tenth at most', () => {
  const members = [
    sighting(host, { metric: 'cpu_usage' }),
    sighting(host, { metric: 'disk_usage' }),
    sighting(host, { metric: 'redfish_health' }),
    sighting(db, { metric: 'errors', at: 5 }),
    sighting(web, { metric: 'latency', at: 5 }),
  ];
  const rules = termsOf('host', ...members).filter(({ name }) => name === 'rule');
  expect(rules).toMatchObject([{ value: 1, weight: 0.1, inputs: { rule: 'broken_host' } }]);
});

test('the documentation has the table of the rules', () => {
  const text = readFileSync(new URL('../../../../../docs/architecture.md', import.meta.url), 'utf8');
  for (const { name, cause, named, relation, victims, strength, sentence } of HEURISTIC_RULES) {
    const shown = named === undefined ? cause : `${cause} (${named.source.replaceAll('|', ', ')})`;
    expect(text).toContain(
      `| \`${name}\` | ${shown} | ${relation} | ${victims.join(', ')} | ${strength} | ${sentence} |`,
    );
  }
});
