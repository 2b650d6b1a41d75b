import {
  type Labels,
  labelsSchema,
  parseDuration,
  parseTimestamp,
  seriesKey,
  severitySchema,
} from '@aiops/contracts';
import { z } from 'zod';
import { duration, optionalDecimal, requiredDecimal, text } from '../fields/field-types.ts';

const TIME = 'expected a time such as 5m from the beginning, or a stamp';
const SAMPLES = 'expected samples such as "95x10 80", or a list such as [[0s, 95], [5m, 96]]';
/** `95` or `95x10` */
const RUN = /^(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?:x(\d+))?$/;
/** Samples that a test may have: enough for a day of minutes, and no typing error fills the memory. */
const MOST_SAMPLES = 10_000;

/** Milliseconds from the beginning, or epoch milliseconds: one axis, of which a test uses one end. */
const testTime = z
  .union([z.string(), z.number()], { error: TIME })
  .refine((value) => timeOf(value) !== undefined, TIME)
  .transform((value) => timeOf(value) ?? 0)
  .meta({ 'x-kind': 'duration or time' });

const sampleSchema = z.union(
  [z.tuple([testTime, requiredDecimal()]), z.tuple([testTime, requiredDecimal(), labelsSchema])],
  { error: 'expected a sample such as [5m, 95] or [5m, 95, {interface: eth0}]' },
);

const samplesSchema = z
  .union([z.string(), z.number().transform(String), z.array(sampleSchema)], { error: SAMPLES })
  .describe('[time, value] or [time, value, labels] each, or text such as 95x10 80: ten times 95, then 80')
  .meta({ 'x-kind': 'list or text' });

/** A test of a rule as it is written: `95x10 80` or a list of samples, and what they should come to. */
export const ruleTestSchema = z
  .strictObject({
    name: text().describe('What the test shows'),
    samples: samplesSchema,
    every: duration('1m').describe('Distance between the samples of a text'),
    labels: labelsSchema.optional().describe('Labels of all its samples'),
    expected: optionalDecimal().describe('What the detectors would expect, for rules on deviations'),
    expect: z
      .enum(['fires', 'pending', 'quiet'], { error: 'expected fires, pending or quiet' })
      .describe('The furthest that the rule comes'),
    at: testTime.optional().describe('When it fires first, or is pending first'),
    until: testTime.optional().describe('When that is over'),
    severity: severitySchema.optional().describe('The highest while it fires'),
  })
  .superRefine((test, context) => {
    const at = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const problem = typeof test.samples === 'string' ? textProblem(test.samples) : undefined;
    if (problem !== undefined) at(['samples'], problem);
    const unsorted = typeof test.samples === 'string' ? -1 : firstUnsorted(test.samples);
    if (unsorted >= 0) at(['samples', unsorted], 'expected a later time than that of the sample before it');
    for (const key of ['at', 'until'] as const) {
      if (test.expect === 'quiet' && test[key] !== undefined) {
        at([key], 'expected no time, because nothing is to happen');
      }
    }
    if (test.expect !== 'fires' && test.severity !== undefined) {
      at(['severity'], 'expected no severity, because the rule is not to fire');
    }
  })
  .transform(({ samples, every, labels = {}, ...test }) => ({
    ...test,
    samples: typeof samples === 'string' ? fromText(samples, every, labels) : fromList(samples, labels),
  }));

/** A test as it is run: samples with their time, value and labels. */
export type RuleTestConfig = z.infer<typeof ruleTestSchema>;

type ListedSample = z.infer<typeof sampleSchema>;

function timeOf(value: string | number): number | undefined {
  return parseDuration(value) ?? parseTimestamp(value);
}

function textProblem(samples: string): string | undefined {
  const words = samples.split(/\s+/).filter((word) => word !== '');
  const wrong = words.find((word) => !RUN.test(word));
  if (wrong !== undefined) return `expected values such as 95 or 95x10, but "${wrong}" is none`;
  if (words.length === 0) return SAMPLES;
  const count = words.reduce((sum, word) => sum + Number(RUN.exec(word)?.[2] ?? 1), 0);
  return count > MOST_SAMPLES
    ? `expected at most ${MOST_SAMPLES} samples, but these are ${count}`
    : undefined;
}

function fromText(samples: string, every: number, labels: Labels) {
  const values = samples
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const [, value, times] = RUN.exec(word) ?? [];
      return Array<number>(Number(times ?? 1)).fill(Number(value));
    });
  return values.map((value, index) => ({ at: index * every, value, labels }));
}

function fromList(samples: readonly ListedSample[], labels: Labels) {
  return samples.map(([at, value, own]) => ({ at, value, labels: { ...labels, ...own } }));
}

/** Times rise; at one time there may be one sample of each series. */
function firstUnsorted(samples: readonly ListedSample[]): number {
  const seen = new Set<string>();
  return samples.findIndex(([at, , labels = {}], index) => {
    const before = samples[index - 1]?.[0];
    if (before !== undefined && at > before) seen.clear();
    const key = seriesKey('', '', labels);
    const isAgain = seen.has(key);
    seen.add(key);
    return isAgain || (before !== undefined && at < before);
  });
}
