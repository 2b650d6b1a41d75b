import { configSchema } from '@aiops/config';
import { startGrafanaStandIn } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { grafanaSink } from './grafana-sink.ts';

const settings = (grafana: object) =>
  configSchema.parse({ insights_action: { grafana } }).insights_action.grafana;

test('without a URL or without a login nothing is written', () => {
  expect(grafanaSink(settings({}))).toBeUndefined();
  expect(grafanaSink(settings({ url: 'http://localhost:3000' }))).toBeUndefined();
});

test.each([
  ['user and password', { user: 'ädmin', password: 'sécret' }],
  ['a token, which goes before a password', { token: 'glsa_1', password: 'wrong' }],
])('it logs in with %s', async (_how, login) => {
  const grafana = await startGrafanaStandIn({ user: 'ädmin', password: 'sécret', token: 'glsa_1' });
  const sink = grafanaSink(settings({ url: grafana.url, ...login }));
  await sink?.deliver(deliveryOf('i'), new AbortController().signal);
  expect(grafana.annotations).toHaveLength(1);
  sink?.close();
  await grafana.close();
});
