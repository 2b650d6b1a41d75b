import type { IncidentSink } from '../sinks/incident-sink.ts';
import type { IncidentLedger } from './incident-ledger.ts';

/** Keeps what the proxy knows of open incidents. It asks nothing outside, so that an Alertmanager that is away holds nothing up. */
export function createAnnotationSink(ledger: IncidentLedger): IncidentSink {
  return {
    name: 'alert_annotations',
    livesInRecords: true,
    async deliver(delivery) {
      await ledger.take(delivery);
    },
  };
}
