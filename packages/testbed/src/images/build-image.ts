import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Progress, reported } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import type { Buildah } from './buildah.ts';
import { BASE_IMAGE } from './node-image.ts';

/** The programs that the Dockerfile makes images of; `fleet` is the `aiops` command. */
export const IMAGES = [
  'hello-app',
  'graph-builder',
  'data-ingestion',
  'anomaly-detection',
  'root-cause-analysis',
  'insights-action',
  'fleet',
] as const;
export type ImageName = (typeof IMAGES)[number];

export interface BuildOptions {
  /** The root of the workspace; the one that this file lies in unless set. */
  readonly context?: string;
  readonly progress: Progress;
}

/** Steps of earlier builds that are kept: about two rounds of all images, 2 GB each. */
const MAX_STEPS = 130;
const CA_INSIDE = '/run/build-ca.pem';

/** The name of an image in the testbed's store. */
export function imageTag(name: ImageName): string {
  return `localhost/aiops/${name}:testbed`;
}

/**
 * Builds an image with the project's Dockerfile on the stand-in base. Steps that images share are done once. Rejects with
 * the last lines of the build when it fails.
 */
export async function buildImage(buildah: Buildah, name: string, options: BuildOptions): Promise<void> {
  const { context = fileURLToPath(new URL('../../../..', import.meta.url)), progress } = options;
  const args = [
    ...['bud', '--layers', '--force-rm', '--isolation=chroot', '--pull-never', '--format=docker'],
    ...['--build-arg', `NODE_IMAGE=${BASE_IMAGE}`, '--build-arg', `SERVICE=${name}`],
    ...(await registryArguments()),
    ...['--tag', `localhost/aiops/${name}:testbed`, context],
  ];
  await reported(progress, `image aiops/${name}`, (detail) => buildah(args, { onLine: detail }));
}

/** Packages come from where this machine gets them, with the certificates that it trusts; both only during the build. */
async function registryArguments(): Promise<string[]> {
  const [registry = ''] = await runProgram('npm', ['config', 'get', 'registry']);
  const bundle = [process.env.NODE_EXTRA_CA_CERTS, process.env.SSL_CERT_FILE].find(
    (file) => file !== undefined && existsSync(file),
  );
  return [
    ...['--build-arg', `NPM_CONFIG_REGISTRY=${registry}`],
    ...(bundle === undefined
      ? []
      : ['--volume', `${bundle}:${CA_INSIDE}:ro`, '--build-arg', `NODE_EXTRA_CA_CERTS=${CA_INSIDE}`]),
  ];
}

/** Removes what earlier builds left when it has become too much; the next build starts afresh. Images keep their names. */
export async function removeOldSteps(buildah: Buildah): Promise<void> {
  const steps = await buildah(['images', '--all', '--quiet']);
  if (steps.length > MAX_STEPS) await buildah(['rmi', '--prune', '--force']);
}
