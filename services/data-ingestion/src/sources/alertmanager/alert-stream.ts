import type { EntityResolver } from '@aiops/contracts';
import type { Counter } from '@aiops/runtime';
import { alertOut } from '../../messages/alert-out.ts';
import type { Reach } from '../../plan-window.ts';
import type { PollStream } from '../../poll/stream.ts';
import type { Upstream } from '../../upstream.ts';
import { UpstreamFailed } from '../../upstream-failed.ts';
import type { KnownAlerts } from './known-alerts.ts';
import { readAlerts } from './seen-alert.ts';

export const ALERTMANAGER = 'alertmanager';

export interface AlertStreamOptions {
  readonly upstream: Upstream;
  readonly known: KnownAlerts;
  readonly reach: Reach;
  readonly resolver: () => EntityResolver;
  readonly refused?: Counter;
}

/**
 * Follows what fires. Alertmanager keeps no history: a window asks for what fires now, and an alert that came and went in between is only
 * told by the webhook. Silenced and inhibited alerts count, because what they say is true all the same.
 */
export function alertStream({ upstream, known, reach, resolver, refused }: AlertStreamOptions): PollStream {
  return {
    id: ALERTMANAGER,
    reach,
    async *read(window, signal) {
      const answer = await upstream.get('/api/v2/alerts', {}, signal);
      if (!Array.isArray(answer))
        throw new UpstreamFailed('Alertmanager /api/v2/alerts: no list of alerts; is the base URL right?');
      const { alerts, problems } = readAlerts(answer, 'listed');
      if (problems.length > 0) refused?.inc({ source: ALERTMANAGER, reason: 'schema' }, problems.length);
      const news = await known.listed(alerts, window.at);
      yield { messages: news.map((alert) => alertOut(alert, resolver())), next: window.to };
      // Reached only when the bus has them.
      await known.told(news, 'listed');
    },
  };
}
