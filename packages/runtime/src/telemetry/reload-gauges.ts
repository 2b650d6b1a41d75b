import { Gauge, type Registry } from 'prom-client';

/** What services tell that read their settings again while they run. */
export interface ReloadGauges {
  readonly configReloaded: Gauge<'service'>;
  readonly configReloadedAt: Gauge<'service'>;
}

/** Registers the gauges; they have no value until a service reads its settings. */
export function reloadGauges(registers: Registry[]): ReloadGauges {
  return {
    configReloaded: new Gauge({
      name: 'aiops_config_last_reload_success',
      help: '1 when the settings could be used when they were last read, 0 when earlier ones stay in use.',
      labelNames: ['service'],
      registers,
    }),
    configReloadedAt: new Gauge({
      name: 'aiops_config_last_reload_success_timestamp_seconds',
      help: 'When the settings were last read and could be used.',
      labelNames: ['service'],
      registers,
    }),
  };
}
