import { expect, test } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { Lifecycle } from './lifecycle.ts';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

function recorder() {
  const log: string[] = [];
  const part = (name: string, lifecycle: Lifecycle) =>
    lifecycle.start(
      name,
      async () => log.push(`start ${name}`),
      async () => void log.push(`stop ${name}`),
    );
  return { log, part };
}

test('parts stop in the reverse order of their start, once', async () => {
  const { log, part } = recorder();
  const lifecycle = new Lifecycle(logger);
  await part('bus', lifecycle);
  await part('loop', lifecycle);
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(log).toEqual(['start bus', 'start loop', 'stop loop', 'stop bus']);
});

test('a part that cannot start stops those before it and passes its error on', async () => {
  const { log, part } = recorder();
  const lifecycle = new Lifecycle(logger);
  await part('bus', lifecycle);
  const failing = lifecycle.start(
    'http',
    () => Promise.reject(new Error('port in use')),
    async () => undefined,
  );
  await expect(failing).rejects.toThrow('port in use');
  expect(log).toEqual(['start bus', 'stop bus']);
});

test('a part that fails to stop does not keep the others running', async () => {
  const { log, part } = recorder();
  const lifecycle = new Lifecycle(logger);
  await part('bus', lifecycle);
  await lifecycle.start(
    'bad',
    async () => 0,
    () => Promise.reject(new Error('stuck')),
  );
  await lifecycle.stop();
  expect(log).toEqual(['start bus', 'stop bus']);
});

test('a part that gets ready while everything is being stopped is stopped too, and nothing starts after it', async () => {
  const { log, part } = recorder();
  const lifecycle = new Lifecycle(logger);
  await part('bus', lifecycle);
  let ready: (value: string) => void = () => undefined;
  const late = lifecycle.start(
    'slow',
    () => new Promise<string>((resolve) => (ready = resolve)),
    async (name) => void log.push(`stop ${name}`),
  );
  await lifecycle.stop();
  ready('slow');
  await expect(late).rejects.toThrow('slow is not started, because everything is being stopped');
  await expect(part('http', lifecycle)).rejects.toThrow('http is not started');
  expect(log).toEqual(['start bus', 'stop bus', 'stop slow']);
});
