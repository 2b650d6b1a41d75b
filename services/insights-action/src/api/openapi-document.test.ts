import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Router } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiWorld, apiWorld } from '../testing/api-world.ts';
import { deadLetter } from '../testing/dead-letter.ts';
import { openApiDocument } from './openapi-document.ts';

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>
  >;
}

const document = openApiDocument() as unknown as Document;
let world: ApiWorld;
beforeAll(async () => {
  world = await apiWorld();
  await world.store({ incident_id: 'a' });
  await world.bus.publish([deadLetter('not json')]);
  await world.api.refresh();
});
afterAll(() => world.close());

/** `get /api/v1/incidents/{id}`, … of what the router really serves. */
function served(router: Router): string[] {
  const layers = router.stack.flatMap(({ handle }) => (handle as unknown as Router).stack);
  return layers.flatMap(({ route }) =>
    route === undefined
      ? []
      : (route.stack as { method: string }[]).map(
          ({ method }) => `${method} /api/v1${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
        ),
  );
}

test('every route is in the document, and the document has no other', () => {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect([...new Set(served(world.api.router))].sort()).toEqual(documented.sort());
});

test('it is served as it is committed', async () => {
  const committed = JSON.parse(
    readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'),
  );
  expect((await world.ask('GET', '/openapi.json')).data).toEqual(committed);
});

describe('real answers are what the document says', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...document });
  const run = { runbook: 'clear-cache', incident: 'a' };

  test.each<[string, string, string, number, object?]>([
    ['get', '/incidents', '/incidents', 200],
    ['get', '/incidents/{id}', '/incidents/a', 200],
    ['get', '/anomalies', '/anomalies?incident=a', 200],
    ['post', '/incidents/{id}/feedback', '/incidents/a/feedback', 201, { verdict: 'unsure' }],
    ['get', '/actions', '/actions', 200],
    ['get', '/runbooks', '/runbooks', 200],
    ['get', '/runbooks/{name}', '/runbooks/clear-cache', 200],
    ['post', '/runs', '/runs', 200, { ...run, dry_run: true }],
    ['post', '/runs', '/runs', 200, run],
    ['post', '/runs/{id}/approve', '/runs/run-1/approve', 200, {}],
    ['get', '/runs', '/runs', 200],
    ['get', '/runs/{id}', '/runs/run-1', 200],
    [
      'post',
      '/mutes',
      '/mutes',
      201,
      { match: { metric: 'cpu' }, until: '2026-02-01T00:00:00Z', reason: 'x' },
    ],
    ['get', '/mutes', '/mutes', 200],
    ['get', '/topology', '/topology', 200],
    ['get', '/topology/single-points', '/topology/single-points', 200],
    ['get', '/dead-letters', '/dead-letters', 200],
    ['get', '/dead-letters/{id}', '/dead-letters/0-0', 200],
    ['post', '/dead-letters/{id}/redrive', '/dead-letters/0-0/redrive', 200, {}],
    ['get', '/health', '/health', 200],
    ['get', '/openapi.json', '/openapi.json', 200],
    ['get', '/session', '/session', 200],
    ['post', '/session', '/session', 200, { token: 'viewer-token-of-the-tests' }],
    ['get', '/incidents', '/incidents?limit=x', 400],
    ['post', '/session', '/session', 401, { token: 'wrong' }],
    ['get', '/incidents/{id}', '/incidents/none', 404],
    ['get', '/topology/nodes/{id}/dependents', '/topology/nodes/none/dependents', 404],
    ['post', '/mutes', '/mutes', 400, {}],
  ])('%s %s: %s, %i', async (method, template, path, status, body) => {
    const answer = await world.ask(method, path, { as: 'admin', body });
    expect(answer.status).toBe(status);
    const pointer = ['paths', `/api/v1${template}`, method, 'responses', String(status)]
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const place =
      status < 400 ? `api#/${pointer}/content/application~1json/schema` : 'api#/components/schemas/Problem';
    expect(document.paths[`/api/v1${template}`]?.[method]?.responses).toHaveProperty(String(status));
    const validate = ajv.getSchema(place);
    expect(validate?.(answer.data) === true ? [] : (validate?.errors ?? ['no schema'])).toEqual([]);
  });
});
