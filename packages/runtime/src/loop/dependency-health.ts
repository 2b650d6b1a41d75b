import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Which dependencies of a service answer, told once per change to log and metrics. */
export class DependencyHealth {
  readonly #down = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #service: string;
  readonly #logger: Logger;
  readonly #metrics: Metrics;

  constructor(service: string, logger: Logger, metrics: Metrics) {
    this.#service = service;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  report(dependency: string, up: boolean, error?: Error): void {
    if (up && !this.#known.has(dependency))
      this.#metrics.dependencyUp.set({ service: this.#service, dep: dependency }, 1);
    this.#known.add(dependency);
    if (up !== this.#down.has(dependency)) return;
    this.#metrics.dependencyUp.set({ service: this.#service, dep: dependency }, up ? 1 : 0);
    if (up) {
      this.#down.delete(dependency);
      this.#logger.info({ dependency }, 'The dependency answers again.');
      return;
    }
    this.#down.set(dependency, error?.message ?? `${dependency} is unavailable`);
    this.#logger.warn({ dependency, err: error }, 'A dependency does not answer; waiting for it.');
  }

  get up(): boolean {
    return this.#down.size === 0;
  }

  get detail(): string {
    return [...this.#down.values()].join('; ') || 'ok';
  }
}
