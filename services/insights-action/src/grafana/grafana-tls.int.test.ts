import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@aiops/config';
import { Unavailable } from '@aiops/runtime';
import { makeCertificates, startGrafanaStandIn } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { grafanaSink } from './grafana-sink.ts';

test('with https the authority of the settings is trusted, and nobody else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grafana-tls-'));
  const { caFile, strangerFile, server: pair } = await makeCertificates(folder);
  const grafana = await startGrafanaStandIn();
  const [key, cert] = await Promise.all([readFile(pair.keyFile), readFile(pair.certificateFile)]);
  const front = createServer({ key, cert });
  // Ends TLS before the stand-in, which speaks without it.
  front.removeAllListeners('secureConnection');
  front.on('secureConnection', (socket) => {
    const behind = connect(Number(new URL(grafana.url).port), '127.0.0.1');
    socket.pipe(behind).pipe(socket);
    for (const end of [socket, behind]) end.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => void front.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(front.address() as AddressInfo).port}`;
  const deliver = async (ca_file?: string) => {
    const { grafana: settings } = configSchema.parse({
      insights_action: { grafana: { url, password: 'admin', ca_file } },
    }).insights_action;
    const sink = grafanaSink(settings);
    await sink?.deliver(deliveryOf('i'), AbortSignal.timeout(10_000)).finally(() => sink.close());
  };
  await expect(deliver()).rejects.toBeInstanceOf(Unavailable);
  await expect(deliver(strangerFile)).rejects.toBeInstanceOf(Unavailable);
  expect(grafana.annotations).toEqual([]);
  await deliver(caFile);
  expect(grafana.annotations).toHaveLength(1);
  front.close();
  await grafana.close();
  await rm(folder, { recursive: true });
});
