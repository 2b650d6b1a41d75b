import type { ComposeService } from '../model/compose-service.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import type { MetricList } from './metric-list.ts';

/** A port that a program opens in its container. */
export interface Listener {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

/** A service and the files that it reads. */
export interface Installed {
  readonly service: ComposeService;
  /** The YAML file that stands at a path of the container, if one of this project is mounted there. */
  readonly config: (path: string) => YamlNode | undefined;
  /** The text of such a file. */
  readonly text: (path: string) => string | undefined;
}

/** A file that a program reads its settings from. */
export interface ConfigFile {
  /** Name of the flag that gives the path, without hyphens. */
  readonly flag?: string;
  /** Name of the variable that gives the path. */
  readonly variable?: string;
  /** Path in the image unless it is given. */
  readonly path: string;
  /** Whether the image brings a file of its own that is good enough. */
  readonly optional?: boolean;
}

/** A path that tells metrics, as a scrape job sees it. */
export interface MetricsEndpoint {
  readonly path: string;
  /** Query parameters that it cannot do without. */
  readonly parameters: readonly string[];
  readonly metrics: MetricList;
  /** The settings that `module` chooses from, at this path of the configuration. */
  readonly modules?: readonly string[];
}

/** What is known about an image: the facts that the checks compare the files with. */
export interface ImageFamily {
  readonly name: string;
  /** Repositories without registry and tag. */
  readonly images: readonly string[];
  readonly listens: (installed: Installed) => readonly Listener[];
  readonly configs: readonly ConfigFile[];
  /** Folders and files of the image that it reads or writes, besides what its command, variables and configuration name. */
  readonly paths: readonly string[];
  readonly endpoints: readonly MetricsEndpoint[];
  /** Images of one role stand in for each other; the fleet's own queries know the metrics of each. */
  readonly role?: string;
  /** Variables that it reads, where all of them are known. */
  readonly variables?: readonly string[];
  /** True for the images that this project builds. */
  readonly ours?: boolean;
  /** True when it may end by itself: it needs neither health check nor restart. */
  readonly ends?: boolean;
}

/** `/metrics`, without parameters. */
export function metricsPage(metrics: MetricList): MetricsEndpoint {
  return { path: '/metrics', parameters: [], metrics };
}

/** Ports that are open whatever the settings. */
export function ports(...numbers: readonly number[]): () => readonly Listener[] {
  return () => numbers.map((port) => ({ port, protocol: 'tcp' }));
}

/** The port in the value of a flag such as `:8428` or `0.0.0.0:8428`, or the usual one. */
export function portOfFlag(text: string | undefined, usual: number): number {
  return Number(/:(\d+)$/.exec(text ?? '')?.[1] ?? usual);
}

/** A TCP listener. */
export const tcp = (port: number): Listener => ({ port, protocol: 'tcp' });
/** A UDP listener. */
export const udp = (port: number): Listener => ({ port, protocol: 'udp' });
