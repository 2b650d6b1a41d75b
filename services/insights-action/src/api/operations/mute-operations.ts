import { severitySchema } from '@aiops/contracts';
import { z } from 'zod';
import { idParams, momentSchema, nameSchema } from './fields.ts';
import { operation } from './operation.ts';

const names = z.union([nameSchema.transform((name) => [name]), z.array(nameSchema).min(1).max(50)]);
const severities = z.union([
  severitySchema.transform((name) => [name]),
  z.array(severitySchema).min(1).max(4),
]);

const matchSchema = z
  .strictObject({
    severity: severities.optional(),
    entity: names.optional(),
    domain: names.optional(),
    type: names.optional().describe('type of the entity'),
    metric: names.optional(),
  })
  .refine(
    (match) => Object.values(match).some((value) => value !== undefined),
    'expected at least one of severity, entity, domain, type and metric; a mute of everything needs entity: "*"',
  );

const newMuteSchema = z
  .strictObject({
    match: matchSchema,
    from: momentSchema.optional().describe('now unless given'),
    until: momentSchema,
    reason: z.string().min(1).max(1_000),
  })
  .refine(({ from, until }) => from === undefined || until > from, {
    path: ['until'],
    message: 'expected a time after from',
  });

export const muteSchema = z.strictObject({
  id: z.string(),
  match: z.record(z.string(), z.array(z.string())),
  from: z.string(),
  until: z.string(),
  reason: z.string(),
  author: z.string(),
});

/** A mute of the settings: once, or a time that comes again. */
export const fixedMuteSchema = z.strictObject({
  name: z.string(),
  match: z.record(z.string(), z.array(z.string())),
  from: z.string().nullable(),
  until: z.string().nullable(),
  every: z.strictObject({ cron: z.string(), duration_ms: z.number(), zone: z.string() }).nullable(),
  reason: z.string().nullable(),
});

/** Mutes of notifications. */
export const muteOperations = {
  listMutes: operation({
    method: 'get',
    path: '/mutes',
    role: 'viewer',
    tag: 'mutes',
    summary: 'Mutes that were added while the service runs, and beside them those of the settings',
    status: 200,
    answer: z.strictObject({ items: z.array(muteSchema), settings: z.array(fixedMuteSchema) }),
    refusals: [503],
  }),
  addMute: operation({
    method: 'post',
    path: '/mutes',
    role: 'operator',
    tag: 'mutes',
    summary: 'Detect, but do not notify, until a time',
    body: newMuteSchema,
    status: 201,
    answer: muteSchema,
    refusals: [409, 422, 503],
  }),
  removeMute: operation({
    method: 'delete',
    path: '/mutes/{id}',
    role: 'operator',
    tag: 'mutes',
    summary: 'End a mute',
    params: idParams,
    status: 204,
    answer: 'nothing',
    refusals: [404, 503],
  }),
};
