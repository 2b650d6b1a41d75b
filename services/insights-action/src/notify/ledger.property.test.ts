import { type AnomalyMessage, contentId, type RcaResult } from '@aiops/contracts';
import { Unavailable } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { Refused } from '../sinks/incident-sink.ts';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import { HOUR, notifyWorld } from './testing/notify-world.ts';

/** Numbers that follow from a seed: digits of hashes. */
function draws(seed: number) {
  let count = 0;
  return (below: number) => Number.parseInt(contentId(seed, count++).slice(0, 8), 16) % below;
}

interface Incident {
  readonly id: string;
  revision: number;
  status: RcaResult['status'];
  anomalies: string[];
}

const DEVICES = ['core-1', 'core-2', 'server-1'] as const;

function resultOf({ id, revision, status, anomalies }: Incident, draw: (below: number) => number): RcaResult {
  const shown = anomalies.map(
    (name, place): AnomalyMessage => ({
      ...sampleAnomaly(DEVICES[place % 3] ?? '', 'switch', 'cpu_usage', place),
      anomaly_id: name,
      severity: draw(4) === 0 ? 'critical' : 'medium',
    }),
  );
  const [trigger = sampleAnomaly('core-1', 'switch', 'cpu_usage', 0), ...others] = shown;
  return sampleIncident(
    {
      incident_id: id,
      revision,
      ...(status === undefined ? {} : { status }),
      trigger_anomaly: trigger,
      correlated_anomalies: others.map((event) => ({ event, score: 1, time_diff: 0 })),
      conclusive: draw(4) > 0,
    },
    { root_cause_device: DEVICES[draw(3)] ?? null, root_cause_anomaly: null },
  );
}

/** What happens to incidents next: they open, grow, end, come back, or go into one another. */
function advance(incidents: Incident[], draw: (below: number) => number): Incident {
  const fresh = (): Incident => {
    const id = `i${incidents.length}`;
    return { id, revision: 0, status: 'open', anomalies: [`${id}/0`, `${id}/1`] };
  };
  const known = incidents[draw(incidents.length + 1)];
  const incident = known ?? fresh();
  if (known === undefined) incidents.push(incident);
  incident.revision += 1;
  if (known === undefined || incident.status === 'merged') return incident;
  const ended = incident.status === 'resolved';
  const lot = draw(10);
  if (lot < 2 && !ended) incident.status = 'resolved';
  else if (lot === 2 && !ended) {
    incident.status = 'merged';
    const into = incidents.find((other) => other !== incident && other.status !== 'merged');
    into?.anomalies.push(...incident.anomalies.filter((name) => !into.anomalies.includes(name)));
  } else {
    incident.status = ended ? 'reopened' : 'updated';
    if (lot < 7) incident.anomalies.push(`${incident.id}/${incident.anomalies.length}/${incident.revision}`);
  }
  return incident;
}

/** How a step may go wrong on the way out. */
function trouble(draw: (below: number) => number): Error[] {
  const lot = draw(8);
  if (lot === 0) return [new Unavailable('down')];
  return lot === 1 ? [new Refused('no')] : [];
}

const SETTINGS = {
  channels: [
    { kind: 'slack', url_file: 'none', name: 'all' },
    { kind: 'slack', url_file: 'none', name: 'severe', min_severity: 'critical' },
  ],
  mutes: [
    {
      name: 'hourly',
      match: { entity: 'core-1' },
      every: { cron: '0 * * * *', duration: '20m', zone: 'UTC' },
    },
  ],
};

const namesOf = (result: RcaResult): string[] =>
  [result.trigger_anomaly, ...result.correlated_anomalies.map(({ event }) => event)].map(
    ({ anomaly_id: name = '' }) => name,
  );

/** A world, and beside it what an onlooker notes who sees only what is delivered and what is sent. */
async function observedWorld() {
  const world = await notifyWorld(SETTINGS);
  const revisions = new Map<string, string[]>();
  const known = new Set<string>();
  const spokenOf = new Set<string>();
  const keys: string[] = [];
  return {
    world,
    /** The classes that occurred. */
    met: new Set<string>(),
    known,
    spokenOf,
    keys,
    async deliver(result: RcaResult, recordedAt = world.clock.at) {
      revisions.set(`${result.incident_id}/${result.revision}`, namesOf(result));
      for (const name of namesOf(result)) known.add(name);
      await world.deliver(result, { recordedAt });
    },
    look() {
      for (const { channel, notification } of world.sent.splice(0)) {
        keys.push(`${channel}/${notification.key}`);
        const names = revisions.get(`${notification.incident}/${notification.revision}`) ?? [];
        for (const name of names) spokenOf.add(name);
      }
    },
  };
}

function checkBalance({
  world,
  known,
  met,
  spokenOf,
  keys,
}: Awaited<ReturnType<typeof observedWorld>>): void {
  const { ledger } = world.notifications;
  const classes = [...known].map((name) => [name, ledger.classOf(name)?.class] as const);
  const { notified, grouped, suppressed } = ledger.counts();
  expect(notified + grouped + suppressed).toBe(known.size);
  const count = (wanted: string) => classes.filter(([, one]) => one === wanted).length;
  expect([count('notified'), count('grouped'), count('suppressed')]).toEqual([notified, grouped, suppressed]);
  for (const [, one = ''] of classes) met.add(one);
  const wrong = classes.filter(([name, one]) => (one === 'notified') !== spokenOf.has(name));
  expect(wrong).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
}

test.each([1, 2, 3, 4, 5, 6])(
  'every anomaly is notified, grouped or suppressed, and people hear of no change twice: history %i',
  async (seed) => {
    const draw = draws(seed);
    const observed = await observedWorld();
    const { world } = observed;
    const incidents: Incident[] = [];
    let last: RcaResult | undefined;
    for (let step = 0; step < 120; step += 1) {
      world.clock.at += draw(10) * 60_000;
      if (draw(12) === 0) {
        await world.restart();
        observed.known.clear();
        // What is under way is offered again.
        for (const incident of incidents)
          await observed.deliver(resultOf(incident, draws(incident.revision)));
      }
      const incident = advance(incidents, draw);
      last = draw(6) === 0 && last !== undefined ? last : resultOf(incident, draws(incident.revision));
      const recordedAt = draw(10) === 0 ? world.clock.at - 2 * HOUR : world.clock.at;
      world.failures.push(...trouble(draw));
      await observed.deliver(last, recordedAt);
      await observed.deliver(last, recordedAt);
      world.failures.length = 0;
      await world.tick();
      observed.look();
      checkBalance(observed);
    }
    expect([...observed.met].sort()).toEqual(['grouped', 'notified', 'suppressed']);
    expect(observed.keys.length).toBeGreaterThan(10);
  },
);
