import type { MuteConfig } from '@aiops/config';
import { labelMatcher } from '@aiops/detectors';
import type { Subject } from '../subject.ts';
import { type QuietSpan, recurringSpan } from './recurring-span.ts';

/** A mute that is in effect. */
export interface Mute {
  readonly name: string;
  readonly reason: string | undefined;
  /** When it ends (epoch ms). */
  readonly until: number;
}

/** What a mute looks at: what an anomaly would say of itself. */
export type MutedSubject = Pick<Subject, 'entity' | 'metric' | 'labels'>;

/** Mutes of the settings. Never changed: other mutes are another set. */
export interface MuteSet {
  /** The mute that is in effect for a subject at an event time; of several, the one that ends last. */
  find(subject: MutedSubject, at: number): Mute | undefined;
}

/** Prepares mutes. */
export function muteSet(configs: readonly MuteConfig[]): MuteSet {
  const mutes = configs.map((config) => ({ config, spanAt: spansOf(config), concerns: matcherOf(config) }));
  return {
    find(subject, at) {
      let found: Mute | undefined;
      for (const { config, spanAt, concerns } of mutes) {
        // The time first: it rules out most of them, and costs less than to look at labels.
        const span = spanAt(at);
        if (span === undefined || span.until <= (found?.until ?? at) || !concerns(subject)) continue;
        found = { name: config.name, reason: config.reason, until: span.until };
      }
      return found;
    },
  };
}

function spansOf({ from, until, every }: MuteConfig): (at: number) => QuietSpan | undefined {
  if (every !== undefined) return recurringSpan(every);
  if (from === undefined || until === undefined) return () => undefined;
  return (at) => (at >= from && at < until ? { from, until } : undefined);
}

function matcherOf({ metric, entity, labels }: MuteConfig): (subject: MutedSubject) => boolean {
  const ofMetric = oneText(metric);
  const ofEntity = oneText(entity);
  const ofLabels = labelMatcher(labels);
  return (subject) =>
    ofMetric(subject.metric) &&
    (ofEntity(subject.entity.name) || ofEntity(subject.entity.id)) &&
    ofLabels(subject.labels);
}

/** The language of label values for a text that is no label. */
function oneText(values: readonly string[] | undefined): (text: string) => boolean {
  if (values === undefined) return () => true;
  const matches = labelMatcher({ text: values });
  return (text) => matches({ text });
}
