import { contentId, formatTimestamp, topics } from '@aiops/contracts';
import { type DemoDevice, demoDevices, entityOf, FAILED_SWITCH } from './rack.ts';
import type { TimedMessage } from './timed-message.ts';

/** A request that fails is told of so much later (ms): nothing of the outage is said when this has passed since its end. */
export const TOLD_AFTER_MS = 3_000;

/** What the outage says in logs and traces between its beginning and its end (epoch ms). */
export function outageLines(fault: number, end: number): TimedMessage[] {
  return [...switchLog(fault), ...serverLogs(fault, end), ...failedRequests(fault, end)];
}

/** What the switch says when its uplink is back. */
export function repairLine(at: number): TimedMessage[] {
  const failed = demoDevices.filter((device) => device.name === FAILED_SWITCH);
  return failed.map((device) =>
    log(
      device,
      at,
      'notice',
      '%LINK-3-UPDOWN: Interface Ethernet1/49 (uplink to spine-1), changed state to up',
    ),
  );
}

function switchLog(fault: number): TimedMessage[] {
  const failed = demoDevices.filter((device) => device.name === FAILED_SWITCH);
  return failed.flatMap((device) => [
    log(
      device,
      fault + 1_200,
      'crit',
      '%LINK-3-UPDOWN: Interface Ethernet1/49 (uplink to spine-1), changed state to down',
    ),
    log(
      device,
      fault + 1_900,
      'error',
      '%OSPF-5-ADJCHG: neighbor 10.12.0.1 on Ethernet1/49 from FULL to DOWN: interface down',
    ),
  ]);
}

function serverLogs(fault: number, end: number): TimedMessage[] {
  const servers = demoDevices.filter((device) => device.affected && device.type === 'server');
  const messages: TimedMessage[] = [];
  for (const [index, device] of servers.entries()) {
    for (let at = fault + 15_000 + index * 700; at < end; at += 9_000 + index * 400) {
      messages.push(
        log(
          device,
          at,
          'error',
          `upstream request failed: connect ETIMEDOUT 10.20.0.${index + 5}:443 after 3000 ms`,
        ),
      );
    }
  }
  return messages;
}

function log(device: DemoDevice, at: number, level: string, line: string): TimedMessage {
  return {
    at,
    message: {
      topic: topics.logs,
      key: device.id,
      id: contentId('demo', device.id, at, line),
      value: {
        timestamp: `${Math.round(at)}000000`,
        log_line: line,
        labels: { host: device.name, simulated: 'true' },
        level,
        source: 'demo',
        collected_at: formatTimestamp(at),
        ...entityOf(device),
      },
    },
  };
}

function failedRequests(fault: number, end: number): TimedMessage[] {
  const web = demoDevices.filter((device) => device.name.startsWith('web-'));
  const messages: TimedMessage[] = [];
  for (const [index, device] of web.entries()) {
    for (let at = fault + 20_000 + index * 4_000; at < end; at += 15_000)
      messages.push(failedRequest(device, at));
  }
  return messages;
}

function failedRequest(device: DemoDevice, at: number): TimedMessage {
  const traceId = contentId('demo-trace', device.id, at).padEnd(32, '0');
  return {
    at: at + TOLD_AFTER_MS,
    message: {
      topic: topics.traces,
      key: traceId,
      id: contentId('demo', traceId),
      value: {
        trace_id: traceId,
        spans: [
          {
            span_id: contentId('demo-span', traceId).slice(0, 16),
            operation: 'GET /checkout',
            service: device.name,
            start_time: formatTimestamp(at),
            duration: 3,
            status: 'error',
            kind: 'server',
            tags: {
              'host.name': device.name,
              'http.response.status_code': 504,
              site: 'demo',
              simulated: 'true',
            },
          },
        ],
        total_duration: 3,
        span_count: 1,
        source: 'demo',
        collected_at: formatTimestamp(at + TOLD_AFTER_MS),
      },
    },
  };
}
