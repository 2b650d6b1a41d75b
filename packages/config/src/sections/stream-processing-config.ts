import { z } from 'zod';
import { duration, flag } from '../fields/field-types.ts';

/** An address of Flink. The defaults are those of the compose file. */
const flinkUrl = (fallback: string) =>
  z
    .url({ protocol: /^https?$/, error: `expected a URL such as ${fallback}` })
    .default(fallback)
    .meta({ 'x-kind': 'URL' });

/** `stream_processing`: who makes the figures of each minute, the fleet itself or Flink. */
export const streamProcessingSchema = z.strictObject({
  engine: z
    .enum(['embedded', 'flink'], { error: 'expected embedded or flink' })
    .default('embedded')
    .describe(
      'Who makes the figures of spans, calls, log lines and rollups: the fleet itself, or the jobs in config/flink',
    ),
  watermark_delay: duration('30s').describe(
    'How far event time stays behind the newest record, in Flink of a partition, in the fleet of an entity (its lines) or a series (rollups): what is later is not counted',
  ),
  idle_timeout: duration('60s').describe(
    'A partition silent for this long holds back nothing in Flink; lines and samples of what is silent for this long are summed up in the fleet',
  ),
  rollups: z
    .strictObject({
      enabled: flag(false).describe(
        'Whether minimum, maximum, average, last value and number of samples are published per series for each minute and each five minutes',
      ),
    })
    .prefault({}),
  held_thresholds: z
    .strictObject({
      enabled: flag(true).describe(
        'Whether an event `threshold_held` tells that a simple rule with a hold was broken for all of its hold',
      ),
    })
    .prefault({}),
  flink: z
    .strictObject({
      rest_url: flinkUrl('http://flink-jobmanager:8081').describe('REST interface of the job manager'),
      gateway_url: flinkUrl('http://flink-sql-gateway:8083').describe(
        'SQL gateway that the jobs are submitted to',
      ),
      state_url: z
        .url({ error: 'expected the URL of a folder such as file:///opt/flink/state' })
        .default('file:///opt/flink/state')
        .meta({ 'x-kind': 'URL' })
        .describe(
          'Folder of checkpoints and savepoints, as Flink sees it; every process of Flink needs it, and who submits the jobs finds there what a lost cluster kept',
        ),
    })
    .prefault({}),
});
