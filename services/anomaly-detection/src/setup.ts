import { type Config, InvalidConfig } from '@aiops/config';
import { type EntityResolver, siteOf } from '@aiops/contracts';
import type { RuleSet } from '@aiops/detectors';
import { completeCounters, type DetectionCounters } from './counters.ts';
import { createVectorEnsemble, type VectorEnsemble } from './entity/vector-ensemble.ts';
import type { EvidenceUrls } from './evidence.ts';
import { createEnsemble, type Ensemble } from './metrics/ensemble.ts';
import { type MuteSet, muteSet } from './mutes/mute-set.ts';
import { enabledRules } from './rules/enabled-rules.ts';
import type { ScoreTap } from './scores/score-tap.ts';

export interface AnomalyDetectionOptions {
  readonly config: Config['anomaly_detection'];
  /** The resolver of the topology as it is now. */
  readonly resolver: () => EntityResolver;
  /** Correlation domain of an entity id. Default: its site. */
  readonly correlationDomain?: (entityId: string) => string;
  readonly evidenceUrls?: EvidenceUrls;
  /** The rules as they are now. Default: those of the configuration, for good. */
  readonly rules?: () => RuleSet;
  /** The mutes as they are now. Default: those of the configuration, for good. */
  readonly mutes?: () => MuteSet;
  readonly counters?: Partial<DetectionCounters>;
  /** Takes scores for dashboards; nobody unless given. */
  readonly scores?: ScoreTap;
  /** Whether it is told as an event that a simple rule was broken for all of its hold; not where Flink tells it. False unless given. */
  readonly tellHeld?: boolean;
}

/** The options with everything looked up that can be looked up before the first message. */
export interface Setup {
  readonly config: Config['anomaly_detection'];
  readonly resolver: () => EntityResolver;
  readonly domainOf: (entityId: string) => string;
  readonly urls: EvidenceUrls | undefined;
  readonly counters: DetectionCounters;
  /** The rules as they are now. */
  readonly rules: () => RuleSet;
  /** The mutes as they are now. */
  readonly mutes: () => MuteSet;
  readonly ensemble: Ensemble;
  readonly vectors: VectorEnsemble;
  readonly scores: ScoreTap | undefined;
  readonly tellHeld: boolean;
}

/** Throws {@link InvalidConfig} for a detector or an option that cannot be used. */
export function prepare(options: AnomalyDetectionOptions): Setup {
  const { config } = options;
  const problems: string[] = [];
  const ensemble = createEnsemble(config.detectors, problems);
  const vectors = createVectorEnsemble(config.detectors, problems);
  if (problems.length > 0) throw new InvalidConfig(problems);
  const fixed = enabledRules(config.rules);
  const fixedMutes = muteSet(config.mutes);
  return {
    config,
    resolver: options.resolver,
    domainOf: options.correlationDomain ?? siteOf,
    urls: options.evidenceUrls,
    counters: completeCounters(options.counters),
    rules: options.rules ?? (() => fixed),
    mutes: options.mutes ?? (() => fixedMutes),
    ensemble,
    vectors,
    scores: options.scores,
    tellHeld: options.tellHeld ?? false,
  };
}
