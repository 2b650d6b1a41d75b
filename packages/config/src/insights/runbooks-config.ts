import { z } from 'zod';
import { flag, text } from '../fields/field-types.ts';
import { runPolicySettings } from './run-policy-config.ts';
import { runbookTargetsSchema } from './runbook-target-config.ts';

/** Servers of our own stack that the runbooks of this repository ask. */
const STACK_HOSTS = [
  'snmp-exporter:9116',
  'loki:3100',
  'tempo:3200',
  'victoriametrics:8428',
  'alertmanager:9093',
];

/** `insights_action.runbooks` */
export const runbooksSchema = z.strictObject({
  enabled: flag(true).describe('Suggest runbooks'),
  directory: text().default('runbooks').describe('Folder of the runbooks'),
  ...runPolicySettings,
  targets: runbookTargetsSchema.describe('Where the commands of runbooks may run, beside this_host'),
  allow_hosts: z
    .array(
      text().regex(
        /^(?:[A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/,
        'expected a host, or host:port such as loki:3100',
      ),
    )
    .default(STACK_HOSTS)
    .describe(
      'Hosts that http_request steps may ask although their address is private or this machine, as host or host:port',
    ),
});
