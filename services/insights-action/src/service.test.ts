import { configSchema } from '@aiops/config';
import { contentId, type RcaResult, type Runbook, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createInsightsAction, type InsightsActionOptions } from './service.ts';
import { sampleAnomaly, sampleIncident } from './testing/sample-incident.ts';

function runbook(name: string, metric: string): Runbook {
  return {
    name,
    description: 'd',
    version: 1,
    conditions: { metric_name: metric },
    steps: [
      { name: 'look', type: 'command', command: 'df -h' },
      { name: 'clean', type: 'command', command: 'apt-get clean' },
    ],
  };
}

const link = runbook('link', 'link_down');
const slow = runbook('slow', 'response_time');
const fan = runbook('fan', 'fan_speed');

function insights(options: Partial<InsightsActionOptions> = {}) {
  const reports: string[] = [];
  const counts = { suggestions: 0, duplicates: 0 };
  const counter = (name: keyof typeof counts) => ({
    inc: () => {
      counts[name] += 1;
    },
  });
  const service = createInsightsAction({
    config: configSchema.parse({}).insights_action,
    runbooks: () => [slow, fan, link],
    onReport: (report) => void reports.push(report),
    counters: { suggestions: counter('suggestions'), duplicates: counter('duplicates') },
    ...options,
  });
  const driver = testDriver(service);
  return {
    ...driver,
    counts,
    /** Delivers one revision; returns the names of the runbooks it suggested. */
    tell(result: RcaResult) {
      driver.pipe(topics.rcaResults, result, { key: result.incident_id ?? null });
      return driver.read(topics.actions).map(({ runbook: name }) => name);
    },
    takeReports: () => reports.splice(0),
  };
}

describe('insights-action', () => {
  test('suggests each matching runbook, best first, and runs none', () => {
    const t = insights();
    const incident = sampleIncident();
    t.pipe(topics.rcaResults, incident);
    const messages = t.readMessages(topics.actions);
    const id = contentId('runbook_suggested', incident.incident_id as string, 'link');
    expect(messages[0]).toEqual({
      topic: topics.actions,
      key: incident.incident_id,
      id,
      value: {
        action_id: id,
        incident_id: incident.incident_id,
        revision: 1,
        timestamp: '2026-01-27T12:01:01.000Z',
        action: 'runbook_suggested',
        runbook: 'link',
        result: {
          runbook: 'link',
          status: 'suggested',
          steps: [
            { step: 'look', status: 'not_run' },
            { step: 'clean', status: 'not_run' },
          ],
        },
        device: 'rack-sw-1',
        metric: 'link_down',
        mode: 'dry_run',
        actor: 'aiops',
      },
    });
    expect(messages.slice(1).map(({ value }) => value)).toMatchObject([
      { runbook: 'slow', device: 'server-1', metric: 'response_time' },
    ]);
    expect(t.takeReports()).toHaveLength(1);
    expect(t.counts).toEqual({ suggestions: 2, duplicates: 0 });
  });

  test('a revision that was seen before is left out and counted', () => {
    const t = insights();
    expect(t.tell(sampleIncident())).toEqual(['link', 'slow']);
    expect(t.tell(sampleIncident())).toEqual([]);
    expect(t.tell(sampleIncident({ revision: 3, status: 'updated' }))).toEqual([]);
    expect(t.tell(sampleIncident({ revision: 2, status: 'updated' }))).toEqual([]);
    expect(t.takeReports()).toHaveLength(2);
    expect(t.counts.duplicates).toBe(2);
  });

  test('a later revision suggests only what is new, also after a restart', () => {
    const t = insights();
    t.tell(sampleIncident());
    t.restart();
    expect(t.tell(sampleIncident())).toEqual([]);
    const hot = { event: sampleAnomaly('server-2', 'server', 'fan_speed', 70), score: 1, time_diff: 70 };
    const worse = sampleIncident({ revision: 2, status: 'updated' });
    worse.correlated_anomalies.push(hot);
    expect(t.tell(worse)).toEqual(['fan']);
    expect(t.takeReports()).toHaveLength(2);
  });

  test('with or without restarts between revisions the actions are the same', () => {
    const revisions = [
      sampleIncident(),
      sampleIncident({ incident_id: 'other', correlated_anomalies: [] }),
      sampleIncident({ revision: 2, status: 'updated' }),
      sampleIncident({ revision: 3, status: 'resolved' }),
      sampleIncident({ revision: 4, status: 'reopened' }),
    ];
    const run = (restarting: boolean) => {
      const t = insights();
      for (const revision of revisions) {
        t.pipe(topics.rcaResults, revision);
        if (restarting) t.restart();
      }
      return { actions: JSON.stringify(t.readMessages(topics.actions)), reports: t.takeReports() };
    };
    expect(run(true)).toEqual(run(false));
  });

  test('a resolved incident is reported in two lines, and nothing is suggested for it', () => {
    const t = insights();
    expect(t.tell(sampleIncident({ status: 'resolved' }))).toEqual([]);
    expect(t.takeReports()[0]?.split('\n')).toHaveLength(2);
  });

  test('a result typed by a person, without id and revision, counts once', () => {
    const t = insights();
    const { incident_id: _, revision: __, ...typed } = sampleIncident();
    expect(t.tell(typed)).toEqual(['link', 'slow']);
    expect(t.tell(typed)).toEqual([]);
  });

  test('runbooks are asked for anew with each revision', () => {
    const available: Runbook[] = [];
    const t = insights({ runbooks: () => available });
    expect(t.tell(sampleIncident())).toEqual([]);
    available.push(link);
    expect(t.tell(sampleIncident({ revision: 2 }))).toEqual(['link']);
  });

  test('runbooks can be switched off; reports go on', () => {
    const config = configSchema.parse({ insights_action: { runbooks: { enabled: false } } }).insights_action;
    const t = insights({ config });
    expect(t.tell(sampleIncident())).toEqual([]);
    expect(t.takeReports()[0]).toContain('None of the runbooks applies.');
  });

  test('only so many incidents are remembered; the longest quiet are forgotten first', () => {
    const t = insights({ incidentLimit: 10 });
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 27, 12, minute)).toISOString();
    const incident = (number: number, revision = 1, minute = number) =>
      sampleIncident({ incident_id: `i${number}`, revision, timestamp: at(minute) });
    for (let number = 0; number < 10; number += 1) t.tell(incident(number));
    expect(t.tell(incident(0, 2, 30))).toEqual([]);
    t.restart();
    expect(t.tell(incident(10))).toEqual(['link', 'slow']);
    expect(t.tell(incident(0))).toEqual([]);
    expect(t.tell(incident(2))).toEqual([]);
    expect(t.tell(incident(1))).toEqual(['link', 'slow']);
  });
});
