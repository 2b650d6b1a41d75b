import { severitySchema } from '@aiops/contracts';

/** Alerts that no rule raises: the fleet posts them itself. Name → labels besides `severity`. */
export const fleetAlerts: Readonly<Record<string, readonly string[]>> = {
  AIOpsRootCause: ['incident_id', 'root_cause', 'role', 'device_name', 'site'],
};

/** What their `severity` can be. */
export const fleetSeverities: readonly string[] = severitySchema.options;
