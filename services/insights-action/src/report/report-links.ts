import type { Config } from '@aiops/config';
import type { ReportLinks } from './links-section.ts';

/** The addresses of the settings, as far as they name any. */
export function reportLinks({ grafana, alertmanager }: Config['insights_action']): ReportLinks {
  return {
    ...(grafana.url === undefined ? {} : { grafana: grafana.url }),
    ...(alertmanager.url === undefined ? {} : { alertmanager: alertmanager.url }),
  };
}
