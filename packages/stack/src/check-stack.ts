import { checkAlertmanager } from './checks/alertmanager.ts';
import type { Check } from './checks/check.ts';
import { checkCollector } from './checks/collector.ts';
import { checkConfigFiles } from './checks/config-files.ts';
import { checkDeclarations } from './checks/declarations.ts';
import { checkDependencies } from './checks/dependencies.ts';
import { checkDetection } from './checks/detection.ts';
import { checkGrafana } from './checks/grafana.ts';
import { checkHardening } from './checks/hardening.ts';
import { checkHealthchecks } from './checks/healthchecks.ts';
import { checkHostPorts } from './checks/host-ports.ts';
import { checkHosts } from './checks/hosts.ts';
import { checkImages } from './checks/images.ts';
import { checkKafka } from './checks/kafka.ts';
import { checkLogFiles } from './checks/log-files.ts';
import { checkLogQueries } from './checks/log-queries.ts';
import { checkMetrics } from './checks/metrics.ts';
import { checkMounts } from './checks/mounts.ts';
import { checkPorts } from './checks/ports.ts';
import { checkRetention } from './checks/retention.ts';
import { checkScrapeJobs } from './checks/scrape-jobs.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkServiceBasics } from './checks/service-basics.ts';
import { checkSharedNetworks } from './checks/shared-networks.ts';
import { checkTopics } from './checks/topics.ts';
import { checkVariables } from './checks/variables.ts';
import { readStack } from './model/stack.ts';
import { byPlace, type Problem, problemLine } from './problem.ts';

const checks: readonly Check[] = [
  checkImages,
  checkServiceBasics,
  checkHardening,
  checkDependencies,
  checkDeclarations,
  checkHosts,
  checkPorts,
  checkHostPorts,
  checkSharedNetworks,
  checkHealthchecks,
  checkMounts,
  checkConfigFiles,
  checkLogFiles,
  checkVariables,
  checkSecrets,
  checkRetention,
  checkKafka,
  checkTopics,
  checkCollector,
  checkScrapeJobs,
  checkMetrics,
  checkLogQueries,
  checkDetection,
  checkAlertmanager,
  checkGrafana,
];

/** What was checked, and everything that does not fit. */
export interface StackReport {
  readonly services: number;
  /** In the order of the files. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the compose files of a directory with everything that they mount and checks each against the others. A directory
 * without compose files has nothing to check.
 */
export function checkStack(directory: string): StackReport {
  const stack = readStack(directory);
  if (stack.services.length === 0) return { services: 0, problems: stack.files.problems };
  const found = checks.flatMap((check) => check(stack));
  // A file that two services mount is looked at twice.
  const unique = new Map(
    [...stack.files.problems, ...found].map((problem) => [problemLine(problem), problem]),
  );
  return { services: stack.services.length, problems: [...unique.values()].sort(byPlace) };
}
