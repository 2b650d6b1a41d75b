import { contentId, formatTimestamp, type MetricMessage, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { createNoise } from './noise.ts';
import { type DemoDevice, demoDevices, FAILED_SWITCH } from './rack.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Times in ms. */
export interface ScenarioShape {
  /** Between two samples of a series. */
  readonly step: number;
  readonly length: number;
  /** The uplink fails this long before the end. */
  readonly faultBeforeEnd: number;
}

const DEMO_SHAPE: ScenarioShape = { step: 10 * SECOND, length: 40 * MINUTE, faultBeforeEnd: 5 * MINUTE };

/** A message and the event time at which it would have been sent. */
export interface TimedMessage {
  readonly at: number;
  readonly message: OutMessage;
}

/** How a metric of the demo behaves in normal operation, and by how much it moves when the uplink fails. */
interface Signal {
  readonly metric: string;
  readonly mean: number;
  readonly deviation: number;
  readonly faulty: number;
  /** Seconds after the failure until it shows. */
  readonly delay: number;
}

const SWITCH_SIGNALS: readonly Signal[] = [
  { metric: 'network_out', mean: 4.2e8, deviation: 1.2e7, faulty: 2e5, delay: 0 },
  { metric: 'cpu_usage', mean: 22, deviation: 1.5, faulty: 24, delay: 0 },
];
const SERVER_SIGNALS: readonly Signal[] = [
  { metric: 'response_time', mean: 42, deviation: 3, faulty: 2_900, delay: 20 },
  { metric: 'network_in', mean: 6.5e7, deviation: 2.5e6, faulty: 9e4, delay: 10 },
  { metric: 'cpu_usage', mean: 37, deviation: 2, faulty: 34, delay: 30 },
];

/**
 * The built-in scenario: in one of two racks a switch loses its uplink some minutes before `end` (epoch ms); the
 * servers behind it lose traffic, slow down, log errors and fail requests. Deterministic: the same `end` gives the same
 * messages, in event-time order. Everything carries the label `simulated: "true"`.
 */
export function rackUplinkScenario(end: number, shape: ScenarioShape = DEMO_SHAPE): TimedMessage[] {
  const start = end - shape.length;
  const fault = end - shape.faultBeforeEnd;
  const messages: TimedMessage[] = [];
  for (const [index, device] of demoDevices.entries()) {
    const signals = device.type === 'switch' ? SWITCH_SIGNALS : SERVER_SIGNALS;
    for (const [number, signal] of signals.entries()) {
      const noise = createNoise(index * 16 + number + 1);
      for (let at = start; at <= end; at += shape.step)
        messages.push(sample(device, signal, at, fault, noise()));
    }
  }
  messages.push(...switchLog(fault), ...serverLogs(fault, end), ...failedRequests(fault, end));
  return messages.sort((a, b) => a.at - b.at || compareText(a.message.id, b.message.id));
}

function sample(device: DemoDevice, signal: Signal, at: number, fault: number, noise: number): TimedMessage {
  const faulty = device.affected && at >= fault + signal.delay * SECOND;
  const value = faulty ? signal.faulty * (1 + 0.05 * noise) : signal.mean + signal.deviation * noise;
  const body: MetricMessage = {
    metric_name: signal.metric,
    labels: { instance: device.name, simulated: 'true' },
    values: [[at / SECOND, Number(Math.max(0, value).toPrecision(6))]],
    timestamp: formatTimestamp(at),
    source: 'demo',
    ...entityOf(device),
  };
  return {
    at,
    message: {
      topic: topics.metrics,
      key: device.id,
      value: body,
      id: contentId('demo', device.id, signal.metric, at),
    },
  };
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
    at: at + 3_000,
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
        collected_at: formatTimestamp(at + 3_000),
      },
    },
  };
}

function entityOf(device: DemoDevice) {
  return { entity_id: device.id, entity_type: device.type, entity_name: device.name };
}

function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
