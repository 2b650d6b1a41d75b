import { setTimeout as sleep } from 'node:timers/promises';
import type { SchemaTopic, ValueOf } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import { jsonObject } from '../json-object.ts';

const PAUSE_MS = 250;
const PAGE = 500;

/** What comes on a topic from a moment on, read without a consumer group. */
export interface Following<V> {
  /** Resolves to the first message that is `wanted`, one that came before the call included; undefined when none comes in time. */
  first(wanted: (value: V) => boolean, timeoutMs: number): Promise<V | undefined>;
}

/** Notes where a topic ends now; what comes after that is followed. */
export async function followTopic<T extends SchemaTopic>(bus: Bus, topic: T): Promise<Following<ValueOf<T>>> {
  const next = (await bus.extent(topic)).map((extent) => extent.next);
  const seen: ValueOf<T>[] = [];
  const readOn = async () => {
    for (const [partition, from] of next.entries()) {
      const records = await bus.read(topic, partition, from, PAGE);
      next[partition] = (records.at(-1)?.offset ?? from - 1) + 1;
      for (const { value } of records) {
        const message = jsonObject(String(value));
        if (message !== undefined) seen.push(message as ValueOf<T>);
      }
    }
  };
  return {
    async first(wanted, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      for (let looked = 0; ; looked = seen.length) {
        await readOn();
        const found = seen.slice(looked).find(wanted);
        if (found !== undefined || Date.now() > deadline) return found;
        await sleep(PAUSE_MS);
      }
    },
  };
}
