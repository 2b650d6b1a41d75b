import { contentId, formatTimestamp, type Severity } from '@aiops/contracts';
import type { WebClient } from '../../http/web-client.ts';
import type { Channel, Notification } from '../channel.ts';
import { fitText } from './fit-text.ts';

/** Where the Events API v2 is reached, unless the settings say otherwise. */
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

const SUMMARY = 1_024;
const DEDUP_KEY = 255;
const SHORT = 255;
const SEVERITIES: Readonly<Record<Severity, string>> = {
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
};

/** A PagerDuty service, by the Events API v2. One incident is one alert there, because its id is the key that joins events. */
export function pagerDutyChannel(client: WebClient, routingKey: string): Channel {
  return {
    async send(notification, signal) {
      const body = { routing_key: routingKey, ...eventOf(notification) };
      await client.send({ method: 'POST', path: '', body }, signal);
    },
    close: () => client.close(),
  };
}

function eventOf({ incident, change, message, domain, cause, at }: Notification) {
  const dedupKey = incident.length <= DEDUP_KEY ? incident : contentId(incident);
  if (change === 'resolved' || change === 'merged') return { event_action: 'resolve', dedup_key: dedupKey };
  return {
    event_action: 'trigger',
    dedup_key: dedupKey,
    client: 'AIOps',
    payload: {
      summary: fitText(message.title, SUMMARY),
      source: fitText(cause ?? domain ?? 'aiops', SHORT),
      severity: SEVERITIES[message.severity],
      timestamp: formatTimestamp(at),
      class: change,
      ...(cause === undefined ? {} : { component: fitText(cause, SHORT) }),
      ...(domain === undefined ? {} : { group: fitText(domain, SHORT) }),
      custom_details: {
        text: message.paragraphs,
        ...Object.fromEntries(message.facts.map(({ name, value }) => [name, value])),
      },
    },
    links: message.links.map(({ url, title }) => ({ href: url, text: title })),
  };
}
