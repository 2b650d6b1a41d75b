import { contentId, formatTimestamp, parseTimestamp } from '@aiops/contracts';
import { type Counter, encode, type Logger, type OutMessage } from '@aiops/runtime';
import { actionMessage } from '../action-message.ts';
import { type Delivery, type IncidentSink, Refused } from '../sinks/incident-sink.ts';
import type { AlertmanagerApi, PostedAlert } from './alertmanager-api.ts';
import type { IncidentLedger } from './incident-ledger.ts';
import type { IncidentRecord } from './incident-record.ts';

export interface RootCauseAlertOptions {
  readonly ledger: IncidentLedger;
  readonly api: AlertmanagerApi;
  /** How often (ms) open alerts are posted again. */
  readonly resendMs: number;
  /** Epoch ms. */
  readonly now: () => number;
  readonly publish: (messages: ReturnType<typeof encode>[]) => Promise<void>;
  readonly logger: Logger;
  readonly failures?: Counter;
}

/** The fleet's own alerts. */
export interface RootCauseAlert {
  readonly sink: IncidentSink;
  /** Posts again what fires, and what ended within the last five minutes. Never rejects. */
  resend(signal: AbortSignal): Promise<void>;
  health(): { readonly up: boolean; readonly detail?: string };
}

/** An alert that is not posted for so many intervals ends by itself: it must not outlive the fleet. */
const LEASE = 4;
/** So long an end is told again, as rule engines do, because Alertmanager may not have heard of it. */
const TELL_END_MS = 300_000;

/**
 * `AIOpsRootCause`, one for each device that an incident explains, as a sink and a resender. What is to be told is in the ledger, so that
 * a restart or another instance goes on with it and nothing revives an alert that has ended.
 */
export function createRootCauseAlert(options: RootCauseAlertOptions): RootCauseAlert {
  const { ledger, api, now, logger, failures } = options;
  let problem: string | undefined;
  const tell = (incident: string, signal: AbortSignal) =>
    ledger.withRecord(incident, async (record) => {
      const alerts = alertsOf(record, now(), options.resendMs);
      if (alerts.length > 0) await api.post(alerts, signal);
    });
  /** Resolves to what is wrong with one of them that Alertmanager refused; the others are told all the same. */
  const tellAll = async (signal: AbortSignal) => {
    await ledger.refresh();
    let refused: string | undefined;
    for (const incident of ledger.incidents()) {
      if (signal.aborted) break;
      await tell(incident, signal).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        refused = error.message;
      });
    }
    return refused;
  };
  return {
    sink: {
      name: 'root_cause_alert',
      livesInRecords: true,
      async deliver(delivery, signal) {
        await ledger.take(delivery);
        await tell(delivery.incident, signal);
        await options.publish([encode(enrichedAction(delivery), 'insights-action')]);
      },
    },
    async resend(signal) {
      const reason = await tellAll(signal).catch(wordsOf);
      if (signal.aborted) return;
      if (reason !== undefined) failures?.inc();
      if (reason !== undefined && problem !== reason)
        logger.warn({ reason }, 'AIOpsRootCause could not be posted again; it is tried again.');
      problem = reason;
    },
    health: () => (problem === undefined ? { up: true } : { up: false, detail: problem }),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to tell Alertmanager of an incident at `now` (epoch ms). */
export function alertsOf(record: IncidentRecord, now: number, resendMs: number): PostedAlert[] {
  const { startsAt, texts: annotations } = record;
  const until = Math.max(now, parseTimestamp(startsAt) ?? 0) + LEASE * resendMs;
  return [
    ...record.firing.map((labels) => ({ labels, annotations, startsAt, endsAt: formatTimestamp(until) })),
    ...record.ended
      .filter(({ endedAt }) => now - endedAt <= TELL_END_MS)
      .map(({ labels, endsAt }) => ({ labels, annotations, startsAt, endsAt })),
  ];
}

function enrichedAction({ incident, revision, result }: Delivery): OutMessage {
  const id = contentId('alert_enriched', incident, revision);
  return actionMessage(
    { id, incident, revision, at: parseTimestamp(result.timestamp) ?? 0, action: 'alert_enriched' },
    {
      result: { status: 'posted' },
      device: result.root_cause.root_cause_device,
      mode: 'auto',
      actor: 'aiops',
    },
  );
}
