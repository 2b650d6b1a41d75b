/** A service as spans name it. */
export interface ServiceName {
  readonly service: string;
  /** Correlation domain, when the span names one. */
  readonly site: string | undefined;
}

/** The name under which a service's state is kept. */
export function stateName({ service, site }: ServiceName): string {
  return JSON.stringify([service, site ?? '']);
}

/** The service that a name of {@link stateName} stands for. */
export function namedService(name: string): ServiceName {
  const [service, site] = JSON.parse(name) as [string, string];
  return { service, site: site === '' ? undefined : site };
}
