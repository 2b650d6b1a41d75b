import { withoutLogin } from '@aiops/config';
import { pad, wrap } from './layout.ts';
import { safeText } from './safe-text.ts';

/** Where people look further, as far as the configuration says. */
export interface ReportLinks {
  readonly grafana?: string;
  readonly alertmanager?: string;
}

/** The addresses of dashboards and alerts; nothing when none is configured. */
export function linksSection({ grafana, alertmanager }: ReportLinks): string[] {
  const lines = [...line('Grafana', grafana), ...line('Alertmanager', alertmanager)];
  return lines.length === 0 ? [] : ['LOOK FURTHER', ...lines];
}

function line(name: string, url: string | undefined): string[] {
  return url === undefined ? [] : wrap(`  ${pad(name, 12)}  `, safeText(withoutLogin(url), 500));
}
