import { checkByGrafanasModels, startGrafanaStandIn } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { createWebClient } from '../http/web-client.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { createAnnotationSink } from './annotation-sink.ts';
import { createAnnotationsApi } from './annotations-api.ts';

test('what is sent is what the models of Grafana expect', async () => {
  const grafana = await startGrafanaStandIn();
  const client = createWebClient({
    name: 'Grafana',
    baseUrl: grafana.url,
    headers: { authorization: `Basic ${btoa('admin:admin')}` },
  });
  const sink = createAnnotationSink(createAnnotationsApi(client));
  const { signal } = new AbortController();
  await sink.deliver(deliveryOf('i', 1), signal);
  await sink.deliver(deliveryOf('i', 2, { status: 'updated', rca_summary: '<b>& "quoted"' }), signal);
  await sink.deliver(deliveryOf('i', 3, { status: 'resolved' }), signal);
  const bodies = (method: string) =>
    grafana.requests.filter((request) => request.method === method).map(({ body }) => body);
  expect([bodies('POST').length, bodies('PATCH').length]).toEqual([1, 2]);
  await checkByGrafanasModels('post', bodies('POST'));
  await checkByGrafanasModels('patch', bodies('PATCH'));
  client.close();
  await grafana.close();
}, 1_200_000);
