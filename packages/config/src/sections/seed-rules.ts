interface SeedRule {
  readonly metric: string;
  readonly threshold: number;
  /** Milliseconds of event time. */
  readonly hold: number;
}

/** What the rules that the fleet has always had watch, and from where on: 90 % CPU for 5 minutes, 95 % memory, 90 % disk. */
export const seedRules: Readonly<Record<string, SeedRule>> = {
  cpu_high: { metric: 'cpu_usage', threshold: 90, hold: 300_000 },
  memory_high: { metric: 'memory_usage', threshold: 95, hold: 0 },
  disk_high: { metric: 'disk_usage', threshold: 90, hold: 0 },
};

/** The settings that a seed rule's name implies, undefined for any other name. */
export function seedRule(name: string): SeedRule | undefined {
  return Object.hasOwn(seedRules, name) ? seedRules[name] : undefined;
}
