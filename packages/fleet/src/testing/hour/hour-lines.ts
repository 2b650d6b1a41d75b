import { contentId, topics } from '@aiops/contracts';
import { createRandom } from '../../demo/noise.ts';
import { entityOfHost, HOUR, HOUR_START, minute, type RecordedMessage } from './hour-clock.ts';

const SECOND = 1_000;

/** Lines of each host, with a burst, error lines, a complaint never seen before, a link that fails and a heartbeat that stops. */
export function hourLines(hosts: readonly string[]): RecordedMessage[] {
  return [
    ...hosts.flatMap((host, h) => usualLines(host, createRandom(h + 1))),
    ...every(10 * SECOND, 0, 35).map((at) => line('host-08', at, 'info', 'heartbeat of the scheduler')),
    ...repeated('host-05', 45, 80, 250, 'warn', (i) => `disk queue full, request ${i} waits`),
    ...repeated('host-06', 33, 12, 3 * SECOND, 'error', (i) => `upstream 10.0.0.${i} refused the connection`),
    ...repeated('host-07', 50, 9, 20 * SECOND, 'error', (i) => `certificate of peer ${i} has expired`),
    line('host-11', minute(28), 'crit', '%LINK-3-UPDOWN: Interface Ethernet1/7, changed state to down'),
    line('host-11', minute(36), 'notice', '%LINK-3-UPDOWN: Interface Ethernet1/7, changed state to up'),
  ];
}

function usualLines(host: string, random: () => number): RecordedMessage[] {
  return every(20 * SECOND, 0, 60).map((from) => {
    const at = from + Math.floor(random() * 5 * SECOND);
    const number = Math.floor(random() * 1_000);
    const kinds = [
      `GET /items/${number} answered 200 in ${number % 90} ms`,
      `session ${number} of user u${number % 40} closed`,
      `cache refreshed, ${number} entries`,
    ];
    return line(host, at, 'info', kinds[number % kinds.length] ?? '');
  });
}

function repeated(
  host: string,
  from: number,
  count: number,
  step: number,
  level: string,
  text: (i: number) => string,
): RecordedMessage[] {
  return Array.from({ length: count }, (_, i) => line(host, minute(from) + i * step, level, text(i)));
}

function every(step: number, fromMinute: number, toMinute: number): number[] {
  const stamps = Array.from({ length: HOUR / step }, (_, i) => HOUR_START + i * step);
  return stamps.filter((at) => at >= minute(fromMinute) && at < minute(toMinute));
}

function line(host: string, at: number, level: string, text: string): RecordedMessage {
  const entity = entityOfHost(host);
  return {
    at,
    message: {
      topic: topics.logs,
      key: entity.entity_id,
      value: { timestamp: `${at}000000`, log_line: text, labels: { host }, level, ...entity },
      id: contentId('hour', host, at, text),
    },
  };
}
