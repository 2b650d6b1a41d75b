import { type KafkaServer, type RedisServer, startKafka, startRedis } from '@aiops/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Findings, undisturbedFindings } from './testing/detection-findings.ts';
import { DetectionScene, detectionConfig, PARTITIONS } from './testing/detection-scene.ts';
import { recordedHour } from './testing/hour/recorded-hour.ts';
import { killMoments } from './testing/kill-moments.ts';

const KILLS = 20;
const KILLS_OF_ONE = 6;
const hour = recordedHour();

let servers: { readonly kafka: KafkaServer; readonly redis: RedisServer };
let undisturbed: Findings;
beforeAll(async () => {
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()]);
  servers = { kafka, redis };
  undisturbed = undisturbedFindings(detectionConfig, hour, PARTITIONS);
});
afterAll(async () => {
  await servers?.kafka.stop();
  await servers?.redis.stop();
});

/** The hour in so many pieces of one length. */
const pieces = (count: number) => {
  const length = Math.ceil(hour.length / count);
  return Array.from({ length: count }, (_, i) => hour.slice(i * length, (i + 1) * length));
};

/** Plays the hour in a scene, and compares what was found with what is found undisturbed. */
const same = async (name: string, play: (scene: DetectionScene) => Promise<void>) => {
  const scene = await DetectionScene.open(servers, name);
  try {
    await play(scene);
    expect(await scene.findings()).toEqual(undisturbed);
  } finally {
    await scene.close();
  }
};

test('in the recorded hour there is something of every kind to be found', () => {
  const anomalies = Object.values(undisturbed.anomalies).map((text) => JSON.parse(text).at(-1));
  const kinds = anomalies.map(({ anomaly_type: type }) => type);
  expect(new Set(kinds)).toEqual(new Set(['statistical', 'rule', 'staleness', 'log', 'trace']));
  const events = Object.values(undisturbed.events).map((text) => JSON.parse(text).at(-1).event_type);
  expect(new Set(events)).toEqual(
    new Set(['rule_pending', 'threshold_held', 'late_data', 'edge_observed', 'deviation']),
  );
});

test(`killed ${KILLS} times in a recorded hour, detection finds what it finds undisturbed`, async () => {
  await same('killed', async (scene) => {
    const parts = pieces(KILLS + 1);
    let detection = await scene.start();
    for (const [i, moment] of killMoments(KILLS, 20).entries()) {
      const written = scene.write(parts[i] ?? []);
      await scene.kill(detection, moment);
      await written;
      await scene.forget(detection);
      detection = await scene.start();
    }
    await scene.write(parts.at(-1) ?? []);
    await scene.settled();
    await scene.stop(detection);
  });
}, 300_000);

test('while one of two is killed and comes back, they find what one finds undisturbed', async () => {
  await same('one-of-two', async (scene) => {
    const steady = await scene.start();
    let other = await scene.start();
    const parts = pieces(KILLS_OF_ONE + 1);
    for (const [i, moment] of killMoments(KILLS_OF_ONE, 6).entries()) {
      const written = scene.write(parts[i] ?? []);
      await scene.kill(other, moment);
      await written;
      // Mostly the broker learns of it at once, sometimes only when the session times out.
      if (i % 3 !== 1) await scene.forget(other);
      other = await scene.start();
    }
    await scene.write(parts.at(-1) ?? []);
    await scene.settled();
    await scene.stop(other);
    await scene.stop(steady);
  });
}, 300_000);
