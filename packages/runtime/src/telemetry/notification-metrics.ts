import { Counter, Gauge, type Registry } from 'prom-client';

/** What is told to people, what is not, and the ledger in which every anomaly is one or the other. */
export interface NotificationMetrics {
  readonly notifications: Counter<'service' | 'channel' | 'change' | 'result'>;
  readonly suppressed: Counter<'service' | 'reason'>;
  readonly ledgerAnomalies: Gauge<'service' | 'class'>;
}

export function notificationMetrics(registers: Registry[]): NotificationMetrics {
  return {
    notifications: new Counter({
      name: 'aiops_notifications_total',
      help: 'Messages to people, by channel, change of the incident and result.',
      labelNames: ['service', 'channel', 'change', 'result'],
      registers,
    }),
    suppressed: new Counter({
      name: 'aiops_suppressed_total',
      help: 'Changes of incidents that a channel was not told, by reason.',
      labelNames: ['service', 'reason'],
      registers,
    }),
    ledgerAnomalies: new Gauge({
      name: 'aiops_ledger_anomalies',
      help: 'Anomalies of the incidents that this instance has dealt with: notified, grouped or suppressed.',
      labelNames: ['service', 'class'],
      registers,
    }),
  };
}
