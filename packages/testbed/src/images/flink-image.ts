import { existsSync } from 'node:fs';
import { cacheFolder } from '../install/cache-folder.ts';
import { underLock } from '../install/lock.ts';
import { type Progress, reported } from '../install/progress.ts';
import { repositoryFile } from '../servers/repository.ts';
import type { Buildah } from './buildah.ts';
import { debianSystem, PATH, SUITE } from './debian-system.ts';

/** The name of the image in the testbed's store. */
export const FLINK_TAG = 'localhost/aiops/flink:testbed';
/** The user of Flink's image, as its own Dockerfile makes it. */
export const FLINK_UID = 9999;

/** Raise it when a recipe below changes. */
const RECIPE = 1;
const MAVEN_IMAGE = `localhost/aiops-testbed/maven:${SUITE}-${RECIPE}`;
const FLINK_IMAGE = `localhost/aiops-testbed/flink:${SUITE}-${RECIPE}`;
/** Where Debian keeps the certificates that Java trusts. */
const TRUSTED = '/etc/ssl/certs/java/cacerts';
const TRUSTED_INSIDE = '/run/build-cacerts';

/**
 * Builds config/flink/Dockerfile on stand-ins for its two base images: Debian with Maven, and Debian with the folders and the user of
 * Flink's image, but without Flink. `buildArguments` are added. Rejects with the last lines of the build when it fails.
 */
export async function buildFlinkImage(
  buildah: Buildah,
  progress: Progress,
  buildArguments: Readonly<Record<string, string>> = {},
): Promise<void> {
  await ensureBases(buildah, progress);
  const known = { MAVEN_IMAGE, FLINK_IMAGE, ...buildArguments };
  const args = [
    ...['bud', '--layers', '--force-rm', '--isolation=chroot', '--pull-never', '--format=docker'],
    ...Object.entries(known).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...trustArguments(),
    ...['--tag', FLINK_TAG, repositoryFile('config/flink')],
  ];
  await reported(progress, 'image aiops-flink', (detail) => buildah(args, { onLine: detail }));
}

/** Maven trusts what the Java of this machine does, but only during the build. */
function trustArguments(): string[] {
  if (!existsSync(TRUSTED)) return [];
  const option = `MAVEN_OPTS=-Djavax.net.ssl.trustStore=${TRUSTED_INSIDE}`;
  return ['--volume', `${TRUSTED}:${TRUSTED_INSIDE}:ro`, '--build-arg', option];
}

const recipes: Readonly<Record<string, string>> = {
  [MAVEN_IMAGE]: `
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends maven openjdk-17-jre-headless
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*`,
  [FLINK_IMAGE]: `
    groupadd --system --gid ${FLINK_UID} flink
    useradd --system --home-dir /opt/flink --uid ${FLINK_UID} --gid flink flink
    mkdir -p /opt/flink/lib
    chown -R flink:flink /opt/flink`,
};

async function ensureBases(buildah: Buildah, progress: Progress): Promise<void> {
  await underLock(cacheFolder('images', 'base.lock'), async () => {
    for (const [image, recipe] of Object.entries(recipes)) {
      const present = await buildah(['images', '--quiet', '--filter', `reference=${image}`]);
      if (present.length > 0) continue;
      const system = await debianSystem(progress);
      await reported(progress, `image ${image}`, () => commit(buildah, system, image, recipe));
    }
  });
}

async function commit(buildah: Buildah, system: string, image: string, recipe: string): Promise<void> {
  const [container = ''] = await buildah(['from', 'scratch']);
  try {
    await buildah(['add', '--quiet', container, system, '/']);
    await buildah(['run', '--isolation=chroot', container, '--', 'sh', '-ec', recipe]);
    await buildah(['config', '--env', `PATH=${PATH}`, container]);
    await buildah(['commit', '--quiet', '--format', 'docker', container, image]);
  } finally {
    await buildah(['rm', container]);
  }
}
