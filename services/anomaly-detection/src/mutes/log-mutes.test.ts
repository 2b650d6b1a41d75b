import { describe, expect, test } from 'vitest';
import { detectionDriver, iso, muted } from '../testing/detection-driver.ts';

const MINUTE = 60;
const LEARNING = 3600;
type Driver = ReturnType<typeof detectionDriver>;

const driver = (from: number, until: number) =>
  detectionDriver({ mutes: [muted(from, until)], logs: { learning: `${LEARNING}s` } });

/** A line a minute whose distances are no rhythm. */
function live(t: Driver, from: number, to: number): void {
  for (let second = from; second < to; second += MINUTE)
    t.log(second + ((second / MINUTE) % 2 === 0 ? 5 : 50), `served ${second} requests`);
}

describe('error lines', () => {
  const errors = (t: Driver, second: number, count = 4) => {
    for (let i = 0; i < count; i += 1) t.log(second + i, `error ${i}`, 'error');
  };

  test('that go on after a mute are told then, dated from the first', () => {
    const t = driver(60, 240);
    for (let minute = 1; minute < 4; minute += 1) errors(t, minute * MINUTE);
    expect(t.anomalies()).toEqual([]);
    t.restart();
    errors(t, 240);
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'error_logs', revision: 1, started_at: iso(60), timestamp: iso(242) },
    ]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('that end with it are not told, and do not become usual', () => {
    const t = driver(2400, 2580);
    live(t, 0, 2400);
    for (let minute = 40; minute < 43; minute += 1) errors(t, minute * MINUTE, 10);
    live(t, 2580, 3000);
    expect(t.anomalies()).toEqual([]);
    errors(t, 3000, 7);
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'error_logs', summary: expect.stringContaining('0.0 were usual') },
    ]);
  });
});

describe('a link that goes down under a mute', () => {
  const down = 'Interface Gi0/1, changed state to down';

  test('and comes back is not told', () => {
    const t = driver(60, 240);
    t.log(60, down);
    t.log(200, 'Interface Gi0/1, changed state to up');
    t.log(3000, 'hello');
    expect(t.anomalies()).toEqual([]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('and stays down is told when the mute is over, however long that took', () => {
    const t = driver(60, 7260);
    t.log(60, down);
    for (let second = 120; second < 7260; second += MINUTE) t.log(second, 'hello');
    expect(t.anomalies()).toEqual([]);
    t.restart();
    t.log(7270, 'hello');
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'link_down', revision: 1, started_at: iso(60), timestamp: iso(7260) },
    ]);
    t.log(7300, 'Interface Gi0/1, changed state to up');
    expect(t.anomalies()).toMatchObject([{ revision: 2, status: 'resolved', ended_at: iso(7300) }]);
  });

  test('waits for another mute that follows', () => {
    const t = detectionDriver({ mutes: [muted(60, 240), muted(240, 300, { name: 'more' })] });
    t.log(60, down);
    t.log(250, 'hello');
    expect(t.anomalies()).toEqual([]);
    t.log(301, 'hello');
    expect(t.anomalies()).toMatchObject([{ started_at: iso(60), timestamp: iso(300) }]);
  });
});

describe('a kind of line', { timeout: 30_000 }, () => {
  const END = 2 * LEARNING;

  test('that is new under a mute is told with its first line after it', () => {
    const t = driver(END, END + 2 * LEARNING);
    live(t, 0, END);
    for (let second = END; second < END + 2 * LEARNING; second += MINUTE)
      t.log(second + 7, 'fan f1 stands still', 'warn');
    expect(t.anomalies()).toEqual([]);
    t.log(END + 2 * LEARNING, 'fan f1 stands still', 'warn');
    expect(t.anomalies()).toMatchObject([
      {
        metric_name: 'log_news',
        revision: 1,
        started_at: iso(END + 7),
        timestamp: iso(END + 2 * LEARNING),
        summary: expect.stringContaining('held back by mute works'),
      },
    ]);
    for (let minute = 1; minute < 3; minute += 1)
      t.log(END + 2 * LEARNING + minute * MINUTE, 'fan f1 stands still', 'warn');
    expect(t.anomalies()).toEqual([]);
  });

  test('that bursts under a mute is told only if it goes on, and its busy windows are not learned', () => {
    const t = driver(END, END + 3 * MINUTE);
    live(t, 0, END);
    const burst = (minute: number, lines: number) => {
      for (let i = 0; i < lines; i += 1) t.log(END + minute * MINUTE + i / 10, `served ${i} requests`);
    };
    for (let minute = 0; minute < 3; minute += 1) burst(minute, 100);
    expect(t.anomalies()).toEqual([]);
    live(t, END + 3 * MINUTE, END + 10 * MINUTE);
    expect(t.anomalies()).toEqual([]);
    burst(10, 30);
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'log_burst', summary: expect.stringContaining('at most 1.0') },
    ]);
  });

  test('that does not come under a mute is missed when it is over', () => {
    const t = driver(END, END + LEARNING);
    for (let second = 0; second < END; second += 30) t.log(second, 'heartbeat of the agent');
    for (let second = END; second < END + LEARNING; second += MINUTE)
      t.log(second + ((second / MINUTE) % 2 === 0 ? 5 : 50), 'something else');
    expect(t.anomalies()).toEqual([]);
    t.log(END + LEARNING + 1, 'something else');
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'log_missing', started_at: iso(END), timestamp: iso(END + LEARNING) },
    ]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('that comes at other distances under a mute has the rhythm that it had', () => {
    const t = driver(END, END + 1000);
    for (let second = 0; second < END; second += 30) t.log(second, 'heartbeat of the agent');
    for (let second = END; second < END + 1000; second += 7) t.log(second, 'heartbeat of the agent');
    for (let second = END + 1000; second < END + 1600; second += MINUTE)
      t.log(second, `something else ${second}`);
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'log_missing', summary: expect.stringContaining('every 30 s') },
    ]);
  });
});
