import { fleetAlerts, fleetSeverities } from '../catalogue/fleet-alerts.ts';
import { flagValue } from '../model/compose-service.ts';
import { type Rule, rulesOf } from '../model/rules.ts';
import type { Stack } from '../model/stack.ts';
import { arrivingMetrics } from './arriving-metrics.ts';
import type { MetricIndex } from './metric-index.ts';
import { labelsOfRule } from './rule-metrics.ts';

/** An alert that may reach Alertmanager. */
export interface Alert {
  readonly name: string;
  /** Fixed values of labels; undefined for one that differs from series to series. */
  readonly labels: ReadonlyMap<string, string | undefined>;
  /** True when it may carry labels that cannot be told. */
  readonly isOpen: boolean;
}

/** The alerts of all rules, and those of the fleet. */
export function alertsOf(stack: Stack): Alert[] {
  const index = arrivingMetrics(stack);
  const ofRules = rulesOf(stack)
    .filter(({ kind }) => kind === 'alert')
    .map((rule) => readAlert(rule, index));
  const ofFleet = Object.entries(fleetAlerts).flatMap(([name, labels]) =>
    fleetSeverities.map((severity): Alert => {
      const own = new Map<string, string | undefined>(labels.map((label) => [label, undefined]));
      return { name, labels: own.set('alertname', name).set('severity', severity), isOpen: false };
    }),
  );
  return [...ofRules, ...ofFleet];
}

function readAlert(rule: Rule, index: MetricIndex): Alert {
  const found = labelsOfRule(rule, index);
  const labels = new Map<string, string | undefined>((found ?? []).map((label) => [label, undefined]));
  const external = flagValue(rule.from, 'external.label')?.text.split('=')[0];
  for (const label of ['alertgroup', ...(external === undefined ? [] : [external])])
    labels.set(label, undefined);
  for (const [label, { text = '' }] of rule.labels) labels.set(label, text.includes('{{') ? undefined : text);
  labels.set('alertname', rule.name);
  return { name: rule.name, labels, isOpen: found === undefined };
}
