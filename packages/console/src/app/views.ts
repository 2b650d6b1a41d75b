import type { ComponentType } from 'preact';
import type { Route } from './routes.ts';

type View = Exclude<Route['view'], 'unknown'>;
// biome-ignore lint/suspicious/noExplicitAny: each view takes the fields of its own route
type Loaded = ComponentType<any>;

/** Fetches a view before it is shown. That it fails is told when it is shown. */
export function fetchView(view: Route['view']): void {
  if (view !== 'unknown') views[view]().catch(() => undefined);
}

/** The component of each view, loaded when it is first shown. It is given the fields of its route. */
export const views: Readonly<Record<View, () => Promise<Loaded>>> = {
  incidents: async () => (await import('../incidents/incident-list.tsx')).IncidentList,
  runbooks: async () => (await import('../runbooks/runbooks-view.tsx')).RunbooksView,
  topology: async () => (await import('../topology/topology-view.tsx')).TopologyView,
  anomalies: async () => (await import('../anomalies/anomalies-view.tsx')).AnomaliesView,
  mutes: async () => (await import('../mutes/mutes-view.tsx')).MutesView,
  health: async () => (await import('../health/health-view.tsx')).HealthView,
  incident: async () => (await import('../incident/incident-view.tsx')).IncidentView,
};
