import { randomUUID } from 'node:crypto';
import type { Config } from '@aiops/config';
import type { Runbook } from '@aiops/contracts';
import type { Bus, Health, Logger, Metrics, OutMessage, StateStore } from '@aiops/runtime';
import type { Router } from 'express';
import type { ReportLinks } from '../report/links-section.ts';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { createApiRouter } from './api-router.ts';
import type { Anonymous } from './authenticate.ts';
import { createEventStream } from './event-stream.ts';
import { createFailedLogins } from './failed-logins.ts';
import { deadLetterHandlers } from './handlers/dead-letter-handlers.ts';
import { incidentHandlers } from './handlers/incident-handlers.ts';
import { muteHandlers } from './handlers/mute-handlers.ts';
import { runHandlers } from './handlers/run-handlers.ts';
import { systemHandlers, type TopologySource } from './handlers/system-handlers.ts';
import { topologyHandlers } from './handlers/topology-handlers.ts';
import { isLoopback } from './loopback.ts';
import type { LiveMutes, RunDesk } from './ports.ts';
import { readTokens } from './read-tokens.ts';
import type { Actor } from './roles.ts';
import { createTokenSet } from './token-set.ts';
import { createViews } from './views/views.ts';

export interface ApiOptions {
  readonly config: Pick<Config, 'insights_action' | 'http'>;
  /** Whether AIOPS_ENV is production: nothing is open to everybody then. */
  readonly isProduction: boolean;
  readonly state: Pick<StateStore, 'records'>;
  readonly bus: Pick<Bus, 'extent' | 'read' | 'publish'>;
  readonly desk: RunDesk;
  readonly mutes: LiveMutes;
  readonly topology: TopologySource;
  readonly runbooks: () => readonly Runbook[];
  readonly links: ReportLinks;
  readonly publish: (messages: readonly OutMessage[]) => Promise<void>;
  /** How the other parts of the service are. */
  readonly parts: () => Readonly<Record<string, Health>>;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  readonly metrics: Pick<Metrics, 'feedback'>;
}

export interface Api {
  /** Serves /api/v1. */
  readonly router: Router;
  readonly sinks: readonly IncidentSink[];
  /** Takes another token until the process ends. */
  addToken(actor: Actor, token: string): void;
  /** Looks for news now; also done every second. */
  refresh(): Promise<void>;
  health(): Health;
  stop(): void;
}

/** The HTTP API on the adapters of a service. Throws `InvalidConfig` when a token cannot be used. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { config, desk, mutes, runbooks, now } = options;
  const settings = config.insights_action.api;
  const tokens = createTokenSet(await readTokens(settings.tokens));
  if (settings.admin_token !== undefined) tokens.add({ name: 'admin', role: 'admin' }, settings.admin_token);
  const failedLogins = createFailedLogins(now);
  const views = await createViews(options, randomUUID());
  const events = createEventStream(views.feed);
  const router = createApiRouter({
    tokens,
    failedLogins,
    anonymous: anonymousOf(config, options.isProduction),
    rateLimit: settings.rate_limit,
    logger: options.logger,
    handlers: {
      ...incidentHandlers({ ...options, ...views }),
      ...runHandlers({ desk, runbooks, incidents: views.incidents }),
      ...muteHandlers(mutes, config.insights_action.notifications.mutes, now),
      ...topologyHandlers(options.topology),
      ...deadLetterHandlers({ ...options, ...views }),
      ...systemHandlers({
        ...options,
        tokens,
        failedLogins,
        events,
        parts: () => ({ ...options.parts(), api: views.health() }),
      }),
    },
  });
  return {
    router,
    sinks: [views.sink],
    addToken: tokens.add,
    refresh: views.refresh,
    health: views.health,
    stop() {
      views.stop();
      events.stop();
    },
  };
}

/** What may be done without a token. */
function anonymousOf({ insights_action, http }: ApiOptions['config'], isProduction: boolean): Anonymous {
  if (isProduction) return 'none';
  return insights_action.api.anonymous ?? (isLoopback(http.host) ? 'here' : 'none');
}
