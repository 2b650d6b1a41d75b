import { incidentId } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { type AnomalySpec, anomaly, START, sighting } from '../testing/anomaly.ts';
import { node, twoRacks } from '../testing/network.ts';
import { advance, take } from './incident.ts';
import { emptyDomain, limits } from './incident-state.ts';
import type { FoldContext } from './lifecycle.ts';

const { tors, servers, topology } = twoRacks();
const tor = tors[0]!;
const otherTor = tors[1]!;
const [a, b, c] = servers[0] as [typeof tor, typeof tor, typeof tor];
const d = servers[1]![0]!;
const index = createTopologyIndex(topology);

/** A fold that writes down what it publishes; seconds after {@link START}. */
function fold(depth = 3) {
  let state = emptyDomain();
  const log: string[] = [];
  const ids: string[] = [];
  const context: FoldContext = {
    options: { windowMs: 600_000, waitMs: 30_000, resolveAfterMs: 300_000, updateEveryMs: 30_000 },
    space: { index, depth, windowMs: 600_000 },
    publish: ({ incident, status, at, mergedInto, note }) => {
      if (!ids.includes(incident.id)) ids.push(incident.id);
      const name = (id: string) => `#${ids.indexOf(id) + 1}`;
      const tail = `${mergedInto === undefined ? '' : ` into ${name(mergedInto)}`}${note === undefined ? '' : ` (${note})`}`;
      log.push(`${(at - START) / 1000} ${name(incident.id)} ${status} ${incident.total}${tail}`);
    },
  };
  return {
    log,
    ids,
    state: () => state,
    at(about: typeof tor, spec: AnomalySpec = {}, at = spec.ended ?? spec.at ?? 0) {
      take(state, { ...sighting(about, spec), newsAt: START + at * 1000 }, START + at * 1000, context);
      state = JSON.parse(JSON.stringify(state));
    },
    until(at: number) {
      advance(state, START + at * 1000, context);
      state = JSON.parse(JSON.stringify(state));
    },
  };
}

describe('an incident opens', () => {
  test('with two related anomalies, once the wait since the first is over', () => {
    const f = fold();
    f.at(tor);
    f.at(a, { at: 10 });
    f.until(30);
    expect(f.log).toEqual([]);
    f.until(30.001);
    expect(f.log).toEqual(['30 #1 open 2']);
    expect(f.ids).toEqual([incidentId(anomaly(tor).anomaly_id!)]);
  });
  test('at once when the wait is over as the second anomaly comes', () => {
    const f = fold();
    f.at(tor);
    f.at(a, { at: 100 });
    f.until(101);
    expect(f.log).toEqual(['100 #1 open 2']);
  });
  test('not when the second is only the end of something forgotten', () => {
    const f = fold();
    f.at(a, { at: 0, ended: 3000, revision: 2 });
    f.at(tor, { at: 3000 });
    f.until(4000);
    expect(f.log).toEqual([]);
  });
  test('named after the earliest onset, whatever came first', () => {
    const f = fold();
    f.at(a, { at: 5 });
    f.at(tor, { at: 0 }, 6);
    f.until(100);
    expect(f.ids).toEqual([incidentId(anomaly(tor).anomaly_id!)]);
  });
  test('never for one series, however often it comes', () => {
    const f = fold();
    for (let at = 0; at < 600; at += 20) f.at(a, { at });
    f.until(10_000);
    expect(f.log).toEqual([]);
  });
  test('for two series of one device', () => {
    const f = fold();
    f.at(a, { metric: 'cpu_usage' });
    f.at(a, { metric: 'memory_usage' });
    f.until(40);
    expect(f.log).toEqual(['30 #1 open 2']);
  });
  test('not for anomalies too far apart in time or space', () => {
    const f = fold(2);
    f.at(tor, { ended: 1 });
    f.at(d, { at: 5, ended: 6 });
    f.at(a, { at: 605 });
    f.until(10_000);
    expect(f.log).toEqual([]);
  });
  test('twice for two racks that have nothing to do with each other', () => {
    const f = fold(1);
    f.at(tor);
    f.at(otherTor, { at: 1 });
    f.at(a, { at: 2 });
    f.at(d, { at: 3 });
    f.until(60);
    expect(f.log).toEqual(['30 #1 open 2', '31 #2 open 2']);
  });
});

describe('an open incident', () => {
  const opened = () => {
    const f = fold();
    f.at(tor);
    f.at(a, { at: 10 });
    f.until(31);
    f.log.length = 0;
    return f;
  };
  test('is updated at most every 30 s, and says everything new at once', () => {
    const f = opened();
    f.at(b, { at: 40 });
    f.at(c, { at: 50 });
    f.at(a, { at: 10, revision: 2, score: 9 }, 55);
    f.until(200);
    expect(f.log).toEqual(['60 #1 updated 4']);
    expect(f.state().incidents[0]!.members.find(({ entity }) => entity === a.id)!.score).toBe(9);
  });
  test('is not updated when nothing became worse', () => {
    const f = opened();
    f.at(a, { at: 10, revision: 2, score: 1 }, 55);
    f.at(a, { at: 10, revision: 1, score: 9 }, 56);
    f.until(200);
    expect(f.log).toEqual([]);
  });
  test('is not updated when the same series comes again no worse, but stays open for it', () => {
    const f = opened();
    f.at(a, { at: 10, revision: 2, ended: 60 });
    f.at(tor, { revision: 2, ended: 60 });
    f.at(a, { at: 120, ended: 130 });
    f.until(1000);
    expect(f.log).toEqual(['430 #1 resolved 3']);
  });
  test('is resolved when all its anomalies have ended and it was quiet for long enough', () => {
    const f = opened();
    f.at(tor, { revision: 2, ended: 100 });
    f.until(5000);
    expect(f.log).toEqual([]);
    f.at(a, { at: 10, revision: 2, ended: 5000 });
    f.until(5301);
    expect(f.log).toEqual(['5300 #1 resolved 2']);
  });
  test('is resolved when anomalies that nobody ends were quiet for long enough', () => {
    const f = fold();
    f.at(a, { more: { anomaly_type: 'log' } });
    f.at(b, { more: { anomaly_type: 'trace' } });
    f.until(1000);
    expect(f.log).toEqual(['30 #1 open 2', '300 #1 resolved 2']);
  });
  test('is resolved a day after the last news when its sources died while firing', () => {
    const f = opened();
    f.until(90_000);
    expect(f.log).toEqual(['86410 #1 resolved 2']);
  });
  test('is reopened by a related anomaly soon after, and not by one long after', () => {
    const f = opened();
    f.at(tor, { revision: 2, ended: 100 });
    f.at(a, { at: 10, revision: 2, ended: 110 });
    f.until(500);
    f.at(b, { at: 1000 });
    f.at(b, { at: 1000, revision: 2, ended: 1010 });
    f.at(c, { at: 1310 + 601 });
    f.until(3000);
    expect(f.log).toEqual(['410 #1 resolved 2', '1000 #1 reopened 3', '1310 #1 resolved 3']);
  });
  test('takes in a younger one when an anomaly joins them', () => {
    const f = fold(1);
    f.at(a);
    f.at(a, { metric: 'cpu_usage', at: 1 });
    f.at(b, { at: 5 });
    f.at(b, { metric: 'cpu_usage', at: 6 });
    f.until(60);
    f.at(tor, { at: 100 });
    f.until(200);
    expect(f.log).toEqual(['30 #1 open 2', '35 #2 open 2', '100 #2 merged 2 into #1', '100 #1 updated 5']);
    expect(f.state().incidents).toHaveLength(1);
  });
  test('takes in one that was never published without a word', () => {
    const f = fold(1);
    f.at(a);
    f.at(a, { metric: 'cpu_usage', at: 1 });
    f.at(b, { at: 5 });
    f.at(b, { metric: 'cpu_usage', at: 6 });
    f.at(tor, { at: 7 });
    f.until(100);
    expect(f.log).toEqual(['30 #1 open 5']);
  });
});

describe('memory is bounded', () => {
  test('an incident keeps its strongest members and its trigger, and counts all', () => {
    const f = fold();
    f.at(tor, { score: 2 });
    for (let n = 0; n < limits.members + 50; n++) f.at(a, { at: 1, metric: `m${n}`, score: 3 + n / 1000 });
    f.until(60);
    const [incident] = f.state().incidents;
    expect(incident!.members).toHaveLength(limits.members);
    expect(incident!.members.some(({ entity }) => entity === tor.id)).toBe(true);
    expect(incident!.members.some(({ message }) => message.metric_name === 'm0')).toBe(false);
    expect(f.log).toEqual([`30 #1 open ${limits.members + 51}`]);
  });
  test('beyond the limit the incident longest without news ends early and says so', () => {
    const f = fold();
    for (let n = 0; n <= limits.incidents; n++) {
      const stranger = node('server', `stranger-${n}`);
      f.at(stranger, { metric: 'x', at: n });
      f.at(stranger, { metric: 'y', at: n });
    }
    f.until(300);
    expect(f.log.filter((line) => line.includes('ended early'))).toEqual([
      '100 #1 resolved 2 (ended early: more than 100 incidents were open)',
    ]);
  });
  test('one that nobody has heard of yet is told before it ends early', () => {
    const f = fold();
    for (let n = 0; n <= limits.incidents; n++) {
      const stranger = node('server', `stranger-${n}`);
      f.at(stranger, { metric: 'x', at: n / 10 });
      f.at(stranger, { metric: 'y', at: n / 10 });
    }
    expect(f.log).toEqual([
      '10 #1 open 2',
      '10 #1 resolved 2 (ended early: more than 100 incidents were open)',
    ]);
  });
  test('what has ended long ago leaves nothing behind', () => {
    const f = fold();
    f.at(tor, { ended: 1 });
    f.at(a, { ended: 1 });
    f.at(d, { at: 1, ended: 2 });
    f.until(5000);
    f.at(d, { at: 5000, ended: 5001 });
    f.until(9999);
    expect(f.state().incidents).toEqual([]);
    expect(f.state().loose).toHaveLength(1);
  });
});
