import { Counter, Gauge, type Registry } from 'prom-client';

/** What a service tells about the places outside in which people see incidents. */
export interface DeliveryInstruments {
  readonly deliveries: Counter<'service' | 'sink' | 'result'>;
  readonly deliveriesWaiting: Gauge<'service' | 'sink'>;
}

/** Registers the instruments; they have no series until there is a sink. */
export function deliveryInstruments(registers: Registry[]): DeliveryInstruments {
  return {
    deliveries: new Counter({
      name: 'aiops_deliveries_total',
      help: 'Attempts to bring an incident to where people see it: delivered, refused (given up), unavailable (tried again).',
      labelNames: ['service', 'sink', 'result'],
      registers,
    }),
    deliveriesWaiting: new Gauge({
      name: 'aiops_deliveries_waiting',
      help: 'Incidents whose newest revision has not arrived there yet.',
      labelNames: ['service', 'sink'],
      registers,
    }),
  };
}
