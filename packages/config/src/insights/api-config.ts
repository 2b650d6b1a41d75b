import { z } from 'zod';
import { flag, integer, text } from '../fields/field-types.ts';
import { uniqueNames } from '../fields/unique-names.ts';

const tokenSchema = z
  .strictObject({
    name: text().describe('Who it belongs to, as records and the audit name them'),
    role: z
      .enum(['viewer', 'operator', 'approver', 'admin'], {
        error: 'expected viewer, operator, approver or admin',
      })
      .describe('What it allows; each role may do what those before it may'),
    token_file: text().optional().describe('Path of a file that holds the token, read at start'),
    token_sha256: z
      .string()
      .regex(
        /^[0-9a-f]{64}$/,
        'expected 64 hex digits in small letters, as sha256sum prints them; the text received is not shown, because it may be the token itself',
      )
      .optional()
      .describe('SHA-256 of the token in hex, instead of a file'),
  })
  .refine(
    ({ token_file, token_sha256 }) => (token_file === undefined) !== (token_sha256 === undefined),
    'expected either token_file or token_sha256',
  );

/** `insights_action.api` */
export const apiSchema = z.strictObject({
  enabled: flag(true).describe('Serve /api/v1, see docs/api.md'),
  anonymous: z
    .enum(['none', 'viewer'], { error: 'expected none or viewer' })
    .optional()
    .describe(
      'What may be done without a token; unless set, reading where http.host is a loopback address, and nothing elsewhere or in production',
    ),
  tokens: z
    .array(tokenSchema)
    .default([])
    .superRefine(uniqueNames)
    .describe('Who may do what; there is none unless given'),
  admin_token: z
    .string()
    .regex(
      /^[\x21-\x7e]{20,}$/,
      'expected at least 20 letters, digits and signs without blanks, for instance of openssl rand -hex 24',
    )
    .optional()
    .describe('Token of somebody called admin, who may do everything; none unless given'),
  rate_limit: integer(600, 1).describe(
    'Requests in a minute of one token, or of one address without a token',
  ),
});
