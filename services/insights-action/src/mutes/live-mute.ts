import { severitySchema } from '@aiops/contracts';
import { z } from 'zod';

const DAY = 86_400_000;
const MOST_DAYS = 31;
const MOST_TEXTS = 50;

const texts = z
  .array(z.string().min(1, 'expected some text').max(256, 'expected at most 256 characters'))
  .min(1, 'expected at least one value')
  .max(MOST_TEXTS, `expected at most ${MOST_TEXTS} values`)
  .optional();

/** What somebody asks for who mutes notifications while the fleet runs. Times are epoch milliseconds. */
export const liveMuteRequestSchema = z
  .strictObject({
    match: z
      .strictObject({
        severity: z.array(severitySchema).min(1, 'expected at least one severity').max(4).optional(),
        domain: texts,
        entity: texts,
        type: texts,
        metric: texts,
      })
      .default({}),
    from: z.number().int().nonnegative(),
    until: z.number().int().nonnegative(),
    author: z.string().min(1, 'expected who mutes').max(200),
    reason: z.string().min(1, 'expected why it is muted').max(1_000),
  })
  .refine(({ from, until }) => until > from, { path: ['until'], message: 'expected a later time than from' })
  .refine(({ from, until }) => until - from <= MOST_DAYS * DAY, {
    path: ['until'],
    message: `expected at most ${MOST_DAYS} days after from`,
  });
export type LiveMuteRequest = z.infer<typeof liveMuteRequestSchema>;

/** A mute that was added while the fleet runs. */
export interface LiveMute extends LiveMuteRequest {
  /** Made of what it says, so that asking twice for the same is one mute. */
  readonly id: string;
  /** When it was added, epoch ms. */
  readonly created_at: number;
}
