import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkByGrafanasModels, driveWithGrafanasClient } from './grafana-contract.ts';
import { type GrafanaStandIn, startGrafanaStandIn } from './grafana-stand-in.ts';

let grafana: GrafanaStandIn;
const login = { user: 'somebody', password: 'something' };
beforeAll(async () => {
  grafana = await startGrafanaStandIn(login);
});
afterAll(() => grafana.close());

test('the client that Grafana generates from its API finds all of it as it should be', async () => {
  await driveWithGrafanasClient(grafana.url, login);
  expect(grafana.annotations).toEqual([]);
}, 1_200_000);

test('what is listed is what the models of Grafana expect', async () => {
  const headers = { authorization: `Basic ${btoa('somebody:something')}` };
  const body = JSON.stringify({ text: 'x', tags: ['aiops'], time: 1_700_000_000_000 });
  await fetch(`${grafana.url}/api/annotations`, { method: 'POST', headers, body });
  const listed = await (await fetch(`${grafana.url}/api/annotations?tags=aiops`, { headers })).text();
  await checkByGrafanasModels('list', [listed]);
  await checkByGrafanasModels('post', [body]);
  await expect(checkByGrafanasModels('post', [body, '{"text":"x","titel":"y"}'])).rejects.toThrow(
    'line 2 is no post',
  );
}, 1_200_000);
