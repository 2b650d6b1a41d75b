import { Gauge, type Registry } from 'prom-client';

/** What is known of the stream jobs of Flink. */
export interface FlinkGauges {
  readonly flinkJobUp: Gauge<'service' | 'job'>;
  readonly flinkJobRestarts: Gauge<'service' | 'job'>;
  readonly flinkCheckpointAt: Gauge<'service' | 'job'>;
  readonly flinkStateBytes: Gauge<'service' | 'job'>;
  readonly flinkLateDropped: Gauge<'service' | 'job'>;
}

/** Registers the gauges; they have no value where Flink is not asked. */
export function flinkGauges(registers: Registry[]): FlinkGauges {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['service', 'job'], registers });
  return {
    flinkJobUp: gauge('aiops_flink_job_up', '1 while the job runs as the settings want it.'),
    flinkJobRestarts: gauge('aiops_flink_job_restarts', 'How often Flink has started the job again.'),
    flinkCheckpointAt: gauge(
      'aiops_flink_job_checkpoint_timestamp_seconds',
      'When the newest checkpoint or savepoint of the job was made.',
    ),
    flinkStateBytes: gauge('aiops_flink_job_state_bytes', 'Size of the newest checkpoint of the job.'),
    flinkLateDropped: gauge(
      'aiops_flink_job_late_dropped',
      'Rows that came after their window was closed, since the job was started.',
    ),
  };
}
