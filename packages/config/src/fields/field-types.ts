import { durationSchema, numberSchema, parseDuration, toNumber } from '@aiops/contracts';
import { z } from 'zod';

/** Kinds of setting as the documentation names them; kept in the schema's metadata under `x-kind`. */
const kind = (name: string, more: object = {}) => ({ 'x-kind': name, ...more });

/** A duration setting, in milliseconds once read. */
export const duration = (fallback: string) =>
  durationSchema
    .default(fallback)
    .transform((value) => parseDuration(value) ?? 0)
    .meta(kind('duration'));

/** A duration that may be left out. */
export const optionalDuration = () =>
  durationSchema
    .transform((value) => parseDuration(value) ?? 0)
    .optional()
    .meta(kind('duration'));

/** A whole-number setting; environment variables arrive as text. */
export const integer = (fallback: number, minimum = 0, maximum = Number.MAX_SAFE_INTEGER) =>
  numberSchema
    .default(fallback)
    .transform(toNumber)
    .pipe(
      z
        .number()
        .int('expected a whole number')
        .min(minimum, `expected a whole number of at least ${minimum}`)
        .max(maximum, `expected a whole number of at most ${maximum}`),
    )
    .meta(kind('whole number', maximum === Number.MAX_SAFE_INTEGER ? { minimum } : { minimum, maximum }));

/** A TCP port; 0 takes any free one. */
export const port = (fallback: number, minimum = 0) => integer(fallback, minimum, 65_535);

export const decimal = (fallback: number, minimum = 0) =>
  numberSchema
    .default(fallback)
    .transform(toNumber)
    .pipe(z.number().min(minimum, `expected a number of at least ${minimum}`))
    .meta(kind('number', { minimum }));

/** A number from 0 to 1. */
export const share = (fallback: number) =>
  numberSchema
    .default(fallback)
    .transform(toNumber)
    .pipe(z.number().min(0, 'expected a number from 0 to 1').max(1, 'expected a number from 0 to 1'))
    .meta(kind('number', { minimum: 0, maximum: 1 }));

/** A number that has to be there. */
export const requiredDecimal = () => numberSchema.transform(toNumber).meta(kind('number'));

export const optionalDecimal = () => requiredDecimal().optional();

/** A number above 0 that may be left out. */
export const optionalPositive = () =>
  numberSchema
    .transform(toNumber)
    .pipe(z.number().positive('expected a number above 0'))
    .optional()
    .meta(kind('number'));

export const flag = (fallback: boolean) =>
  z
    .union([z.boolean(), z.enum(['true', 'false'])], { error: 'expected true or false' })
    .default(fallback)
    .transform((value) => value === true || value === 'true')
    .meta(kind('true or false'));

export const url = () =>
  z
    .url({ protocol: /^https?$/, error: 'expected a URL such as http://localhost:8428' })
    .optional()
    .meta(kind('URL'));

/** Text that is not empty: an empty host or folder is a mistake, and silently means something else. */
export const text = () => z.string().min(1, 'expected some text');

/** A PEM file, by its path. What is in it is looked at before anything connects. */
export const pemFile = () => text().optional();
