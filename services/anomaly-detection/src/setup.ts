import { type Config, InvalidConfig, type RuleConfig } from '@aiops/config';
import { type EntityResolver, siteOf } from '@aiops/contracts';
import { completeCounters, type DetectionCounters } from './counters.ts';
import type { EvidenceUrls } from './evidence.ts';
import { createEnsemble, type Ensemble } from './metrics/ensemble.ts';

export interface AnomalyDetectionOptions {
  readonly config: Config['anomaly_detection'];
  /** The resolver of the topology as it is now. */
  readonly resolver: () => EntityResolver;
  /** Correlation domain of an entity id. Default: its site. */
  readonly correlationDomain?: (entityId: string) => string;
  readonly evidenceUrls?: EvidenceUrls;
  readonly counters?: Partial<DetectionCounters>;
}

/** The options with everything looked up that can be looked up before the first message. */
export interface Setup {
  readonly config: Config['anomaly_detection'];
  readonly resolver: () => EntityResolver;
  readonly domainOf: (entityId: string) => string;
  readonly urls: EvidenceUrls | undefined;
  readonly counters: DetectionCounters;
  readonly rules: ReadonlyMap<string, readonly RuleConfig[]>;
  readonly ensemble: Ensemble;
}

/** Throws {@link InvalidConfig} for a detector or an option that cannot be used. */
export function prepare(options: AnomalyDetectionOptions): Setup {
  const { config } = options;
  const problems: string[] = [];
  const ensemble = createEnsemble(config.detectors, problems);
  if (problems.length > 0) throw new InvalidConfig(problems);
  return {
    config,
    resolver: options.resolver,
    domainOf: options.correlationDomain ?? siteOf,
    urls: options.evidenceUrls,
    counters: completeCounters(options.counters),
    rules: rulesByMetric(config.rules),
    ensemble,
  };
}

function rulesByMetric(rules: readonly RuleConfig[]): Map<string, RuleConfig[]> {
  const byMetric = new Map<string, RuleConfig[]>();
  for (const rule of rules) {
    // Reading the configuration made sure of the metric; only the type leaves it open.
    if (!rule.enabled || rule.metric === undefined) continue;
    byMetric.set(rule.metric, [...(byMetric.get(rule.metric) ?? []), rule]);
  }
  return byMetric;
}
