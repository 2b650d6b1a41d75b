import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flinkPins } from '../servers/flink-pins.ts';
import { type Buildah, openBuildah } from './buildah.ts';
import { buildFlinkImage, FLINK_TAG, FLINK_UID } from './flink-image.ts';
import { mountImage, type RootFolder } from './root-folder.ts';

const BUILD_MS = 10 * 60_000;
const progress = (line: string) => console.log(line);

let buildah: Buildah;
let folder: RootFolder;
beforeAll(async () => {
  buildah = await openBuildah();
  await buildFlinkImage(buildah, progress);
  folder = await mountImage(buildah, FLINK_TAG);
}, BUILD_MS);
afterAll(() => folder?.remove());

test('the connector for Kafka lies among the jars of Flink, and is the one of the checksum', () => {
  const lib = join(folder.path, 'opt/flink/lib');
  const { kafkaConnector, kafkaConnectorSha256 } = flinkPins();
  const [, artifact, version] = kafkaConnector.split(':');
  expect(readdirSync(lib)).toEqual([`${artifact}-${version}.jar`]);
  const jar = readFileSync(join(lib, `${artifact}-${version}.jar`));
  expect(createHash('sha256').update(jar).digest('hex')).toBe(kafkaConnectorSha256);
});

test('Flink, which does not run as root, may write its state, and nothing of the build is left', () => {
  expect(statSync(join(folder.path, 'opt/flink/state'))).toMatchObject({ uid: FLINK_UID, gid: FLINK_UID });
  expect(readdirSync(folder.path)).not.toContain('connector');
  expect(readdirSync(join(folder.path, 'root'))).not.toContain('.m2');
});

test('another jar than the one of the checksum is not built in', { timeout: BUILD_MS }, async () => {
  const other = { KAFKA_CONNECTOR_SHA256: '0'.repeat(64) };
  await expect(buildFlinkImage(buildah, progress, other)).rejects.toThrow(/checksum did NOT match/);
});
