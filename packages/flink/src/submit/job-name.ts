const PREFIX = 'aiops-';

/** The name under which a job runs: jobs of the fleet are told from those of others by it. */
export function runningName(job: string): string {
  return PREFIX + job;
}

/** The job that runs under this name, or undefined when it is none of the fleet. */
export function jobOfName(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
}
