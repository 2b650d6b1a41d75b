import type { NotificationChannel } from '@aiops/config';
import { contentId, nameOf, severityRank } from '@aiops/contracts';
import type { Logger, OutMessage } from '@aiops/runtime';
import type { MutesInEffect } from '../mutes/mutes-in-effect.ts';
import { Busy, type Delivery, type IncidentSink, Refused } from '../sinks/incident-sink.ts';
import type { Channel, Notification } from './channel.ts';
import { composeMessage, type MessageContext, nameOfCause } from './compose-message.ts';
import { type Decision, decide } from './decide.ts';
import type { HeldIncidents } from './held-incidents.ts';
import { type IncidentFacts, incidentFacts } from './incident-facts.ts';
import type { Ledger } from './ledger.ts';
import type { Standing } from './ledger-entry.ts';
import { someFits } from './matches-incident.ts';
import { type NotificationOutcome, notificationAction } from './notification-action.ts';
import type { NotificationCounters } from './notification-counters.ts';
import { type QuietTime, quietTime } from './quiet-times.ts';
import { afterSending, type Change, type Claim, type Told, UNHEARD } from './told.ts';
import type { ToldRecords } from './told-records.ts';
import { Turns } from './turns.ts';

/** What all channels share. */
export interface NotificationSinkParts {
  /** Names this process. */
  readonly owner: string;
  readonly now: () => number;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly mutes: MutesInEffect;
  readonly held: HeldIncidents;
  readonly ledger: Ledger;
  readonly counters: NotificationCounters;
  readonly logger: Pick<Logger, 'warn'>;
  readonly publish: (message: OutMessage) => Promise<void>;
  readonly words: Pick<MessageContext, 'wording' | 'time' | 'pages' | 'grafana'>;
}

/** Longer than any channel takes to send a message. */
const CLAIM_MS = 60_000;

/** A revision that is being dealt with. */
interface Case {
  readonly delivery: Delivery;
  readonly facts: IncidentFacts;
  readonly told: Told | undefined;
  readonly quiet: QuietTime | undefined;
  readonly now: number;
}

/**
 * Tells one channel of the changes of incidents. Before a message is sent it is claimed, so that of two instances one sends it; what was told
 * is recorded after it. Only where the process dies between sending and recording a channel hears of a change twice, under
 * the same key: then the claim runs out, and the message is sent again.
 */
export class NotificationSink implements IncidentSink {
  readonly name: string;
  readonly endsWhatItBegan = true;
  readonly #settings: NotificationChannel;
  readonly #channel: Channel;
  readonly #told: ToldRecords;
  readonly #parts: NotificationSinkParts;
  readonly #turns = new Turns();
  /** What became of a message and could not be recorded yet; without it the message would be sent again. */
  readonly #unrecorded = new Map<string, { readonly claimed: Told; readonly next: Told }>();
  #problem: string | undefined;

  constructor(
    settings: NotificationChannel,
    channel: Channel,
    told: ToldRecords,
    parts: NotificationSinkParts,
  ) {
    this.name = `notify_${settings.name}`;
    this.#settings = settings;
    this.#channel = channel;
    this.#told = told;
    this.#parts = parts;
  }

  deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    return this.#turns.take(delivery.incident, () => this.#handle(delivery, signal, false));
  }

  /** Delivers what a mute or maintenance held back, however long ago it was recorded. */
  release(delivery: Delivery, signal: AbortSignal): Promise<void> {
    return this.#turns.take(delivery.incident, () => this.#handle(delivery, signal, true));
  }

  /** What went wrong with the last message; undefined when nothing did. */
  problem(): string | undefined {
    return this.#problem;
  }

  close(): void {
    this.#channel.close();
  }

  async #handle(delivery: Delivery, signal: AbortSignal, released: boolean): Promise<void> {
    const facts = incidentFacts(delivery.result);
    const left = this.#unrecorded.get(facts.incident);
    if (left !== undefined) await this.#remember(facts.incident, left.claimed, left.next);
    const told = await this.#told.get(facts.incident);
    if (told !== undefined && facts.revision < told.revision) return;
    const { mutes, now: clock, maxAge, held } = this.#parts;
    const now = clock();
    if (isForeign(told?.claim, this.#parts.owner, now)) throw this.#busy();
    const quiet = await quietTime(delivery, facts, mutes, now);
    const current: Case = { delivery, facts, told, quiet, now };
    if (told?.held === 'refused' && facts.revision === told.revision)
      return this.#note(current, told.state === 'open' ? 'told' : 'refused', false);
    const decision = decide(told, facts, {
      severe: severityRank(facts.severity) >= severityRank(this.#settings.min_severity),
      fits: someFits(this.#settings.match, facts),
      quiet: quiet?.reason,
      old: !released && !wasFresh(told) && now - delivery.recordedAt > maxAge,
    });
    if (typeof decision === 'object' && 'tell' in decision) await this.#tell(current, decision.tell, signal);
    else if (decision === 'nothing new') await this.#confirm(current);
    else await this.#holdBack(current, decision);
    const waits = typeof decision === 'object' && 'hold' in decision && decision.hold === quiet?.reason;
    if (!waits) await held.drop(facts.incident, facts.revision - 1);
  }

  async #tell(current: Case, change: Change, signal: AbortSignal): Promise<void> {
    const { facts, told, now } = current;
    const { counters } = this.#parts;
    const { incident, revision, cause } = facts;
    const labels = { channel: this.#settings.name, change };
    const before = told ?? { ...UNHEARD, revision };
    const claim = { owner: this.#parts.owner, until: now + CLAIM_MS };
    const due: Told = { ...before, due: before.due ?? revision, claim, at: now };
    if (!(await this.#told.replace(incident, told, due))) throw this.#busy();
    const notification = this.#notification(current, change);
    try {
      await this.#channel.send(notification, signal);
    } catch (error) {
      await this.#failed(current, change, due, error);
      throw error;
    }
    this.#problem = undefined;
    counters.notifications.inc({ ...labels, result: 'sent' });
    await this.#remember(incident, due, afterSending(told, change, { revision, cause, at: now }));
    await this.#report(current, { change, status: 'sent', title: notification.message.title });
    await this.#note(current, 'told', true);
  }

  async #failed(current: Case, change: Change, due: Told, error: unknown): Promise<void> {
    const { facts, told } = current;
    const refused = error instanceof Refused;
    const { claim: _, ...unclaimed } = due;
    this.#problem = error instanceof Error ? error.message : String(error);
    const result = refused ? 'refused' : 'unavailable';
    this.#parts.counters.notifications.inc({ channel: this.#settings.name, change, result });
    if (!refused) await this.#remember(facts.incident, due, unclaimed);
    else {
      const { due: _due, ...rest } = unclaimed;
      await this.#remember(facts.incident, due, { ...rest, revision: facts.revision, held: 'refused' });
      await this.#report(current, { change, status: 'refused', reason: this.#problem });
    }
    const known = told?.state === 'open';
    await this.#note(current, known ? 'told' : refused ? 'refused' : 'undelivered', false);
  }

  /** Where the claim ran out and another instance has gone on, what that one has written stays. */
  async #remember(incident: string, claimed: Told, next: Told): Promise<void> {
    this.#unrecorded.set(incident, { claimed, next });
    await this.#told.replace(incident, claimed, next);
    this.#unrecorded.delete(incident);
  }

  #busy(): Busy {
    return new Busy(`Another instance is telling ${this.#settings.name} of this incident.`);
  }

  /** Repeats what follows from the last message, in case the process died before it was done. */
  async #confirm(current: Case): Promise<void> {
    const { facts, told } = current;
    const again = told?.last?.revision === facts.revision ? told.last : undefined;
    if (again !== undefined)
      await this.#report(
        { ...current, now: again.at },
        {
          change: again.change,
          status: 'sent',
          title: this.#notification(current, again.change).message.title,
        },
      );
    // It came back and ended again without being told.
    const missed = told?.state === 'closed' ? told.held : undefined;
    await this.#note(current, missed ?? 'told', again !== undefined);
  }

  async #holdBack(current: Case, { hold, change }: Extract<Decision, { hold: unknown }>): Promise<void> {
    const { facts, told, quiet, now, delivery } = current;
    const { held, counters } = this.#parts;
    if (hold === quiet?.reason) await held.keep(delivery);
    if (told?.held !== hold) {
      const { due: _due, claim: _claim, ...before } = told ?? UNHEARD;
      const next: Told = { ...before, revision: facts.revision, held: hold, at: now };
      if (!(await this.#told.replace(facts.incident, told, next))) throw this.#busy();
      counters.suppressed.inc({ reason: hold });
      if (hold === 'age') this.#tellAge(current);
      await this.#report(current, { change, status: 'suppressed', reason: hold, mute: quiet?.mute });
    }
    await this.#note(current, told?.state === 'open' ? 'told' : hold, false);
  }

  #tellAge({ delivery: { incident, revision, recordedAt } }: Case): void {
    this.#parts.logger.warn(
      { channel: this.#settings.name, incident, revision, recordedAt: new Date(recordedAt).toISOString() },
      'A channel is not told of an incident, because the news is older than insights_action.notifications.max_age: it could not be told for so long, or was read again.',
    );
  }

  #notification({ delivery, facts, told }: Case, change: Change): Notification {
    const { result, runbooks } = delivery;
    const { incident, revision, domain, at } = facts;
    const key = (what: Change, number: number) =>
      contentId('notification', this.name, incident, what, number);
    const lastCause = told?.causes.at(-1);
    const message = composeMessage(change, result, {
      ...this.#parts.words,
      runbooks,
      before: lastCause === undefined ? undefined : nameOf(lastCause),
    });
    return {
      incident,
      revision,
      change,
      message,
      key: key(change, (told?.sent ?? 0) + 1),
      openingKey: key('opened', 1),
      domain,
      cause: nameOfCause(result),
      at,
    };
  }

  #report(
    { delivery, facts, now }: Case,
    outcome: Pick<NotificationOutcome, 'change' | 'status' | 'reason' | 'mute' | 'title'>,
  ): Promise<void> {
    const { name, kind, to } = this.#settings;
    const { incident, revision } = facts;
    const device = nameOfCause(delivery.result);
    return this.#parts.publish(
      notificationAction({ incident, revision, channel: name, kind, to, device, at: now, ...outcome }),
    );
  }

  #note({ facts, delivery, now }: Case, standing: Standing, sent: boolean): Promise<void> {
    const { incident, anomalies } = facts;
    const merged = delivery.result.status === 'merged';
    return this.#parts.ledger.note({
      incident,
      channel: this.#settings.name,
      anomalies,
      merged,
      standing,
      sent,
      at: now,
    });
  }
}

function isForeign(claim: Claim | undefined, owner: string, now: number): boolean {
  return claim !== undefined && claim.owner !== owner && claim.until > now;
}

/** Whether there was something to tell when it was new: a channel that was down, or a mute, made it wait. */
function wasFresh(told: Told | undefined): boolean {
  return told?.due !== undefined || told?.held === 'mute' || told?.held === 'maintenance';
}
