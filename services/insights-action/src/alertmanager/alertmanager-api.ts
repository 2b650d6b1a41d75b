import { Unavailable } from '@aiops/runtime';
import { z } from 'zod';
import { createWebClient } from '../http/web-client.ts';

/** An alert as it is posted. Times are ISO 8601. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

const heldSchema = z.looseObject({
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  startsAt: z.string(),
  endsAt: z.string(),
  updatedAt: z.string(),
  generatorURL: z.string().optional(),
  status: z.looseObject({ state: z.string() }),
});
/** An alert as Alertmanager holds it. */
export type HeldAlert = z.infer<typeof heldSchema>;

/** What the fleet asks of Alertmanager. Rejects with `Unavailable` or `Refused`. */
export interface AlertmanagerApi {
  post(alerts: readonly PostedAlert[], signal: AbortSignal): Promise<void>;
  /** The alerts that fire now and that nothing silences or inhibits. */
  active(signal: AbortSignal): Promise<HeldAlert[]>;
  close(): void;
}

/** Alerts in one request. */
const BATCH = 200;
const TIMEOUT_MS = 5_000;

/** A client of Alertmanager's API v2. */
export function createAlertmanagerApi(baseUrl: string): AlertmanagerApi {
  const client = createWebClient({ name: 'Alertmanager', baseUrl, timeoutMs: TIMEOUT_MS });
  return {
    async post(alerts, signal) {
      for (let start = 0; start < alerts.length; start += BATCH) {
        const body = alerts.slice(start, start + BATCH);
        await client.send({ method: 'POST', path: '/api/v2/alerts', body }, signal);
      }
    },
    async active(signal) {
      const query = { active: 'true', silenced: 'false', inhibited: 'false', unprocessed: 'false' };
      const text = await client.send({ method: 'GET', path: '/api/v2/alerts', query }, signal);
      const alerts = z.array(heldSchema).safeParse(parsed(text));
      if (!alerts.success)
        throw new Unavailable(
          `Alertmanager: GET /api/v2/alerts: unexpected answer: ${z.prettifyError(alerts.error)}`,
        );
      return alerts.data;
    },
    close: () => client.close(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
