import { z } from 'zod';
import { duration, flag, integer, text } from '../fields/field-types.ts';

/** The settings of `insights_action.runbooks` that say what may run, on whose word, and how often. */
export const runPolicySettings = {
  auto_execute: flag(false).describe(
    'Run suggested runbooks without a person, as far as `auto_risk` goes; else they are only suggested',
  ),
  auto_risk: z
    .enum(['read_only', 'reversible'], {
      error: 'expected read_only or reversible, because what destroys never runs by itself',
    })
    .default('read_only')
    .describe('Riskiest step of a runbook that may run by itself'),
  two_roles: flag(false).describe('Whoever requested a run may not approve it'),
  approval_ttl: duration('15m').describe(
    'How long an approval holds; steps that have not begun by then are not run',
  ),
  cooldown: duration('10m').describe('Rest of a target between two runs'),
  max_per_hour: integer(10, 0).describe('Most runs within an hour, of all instances together'),
  stop_file: text().optional().describe('While this file exists nothing is run'),
  audit_file: text()
    .default('data/audit/actions.jsonl')
    .describe('Audit log of this instance; while it cannot be written nothing is run'),
};
