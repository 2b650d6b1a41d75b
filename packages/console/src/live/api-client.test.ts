import { afterEach, expect, test, vi } from 'vitest';
import { addressOf, askApi } from './api-client.ts';

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string, type = 'application/json') {
  const asked = vi.fn(async (_address: string, _init: RequestInit) => {
    return new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } });
  });
  vi.stubGlobal('fetch', asked);
  return asked;
}

test('parameters of the path are encoded, and those of the query that are not given left out', () => {
  expect(addressOf('getIncident', { params: { id: '../a b?#\ud800' } })).toBe(
    '/api/v1/incidents/..%2Fa%20b%3F%23%EF%BF%BD',
  );
  expect(addressOf('listAnomalies', { query: { incident: 'a&b', metric: undefined } })).toBe(
    '/api/v1/anomalies?incident=a%26b',
  );
});

test('a change says that no other site sent it', async () => {
  const asked = answering(200, '{"name":"a","role":"viewer","by":"cookie"}');
  expect(await askApi('openSession', { body: { token: 'secret' } })).toMatchObject({ by: 'cookie' });
  const [address, init] = asked.mock.calls[0] ?? [];
  expect(address).toBe('/api/v1/session');
  expect(init).toMatchObject({
    method: 'POST',
    body: '{"token":"secret"}',
    headers: { 'X-AIOps-CSRF': '1', 'Content-Type': 'application/json' },
    credentials: 'same-origin',
  });
});

test('a refusal carries what the API says', async () => {
  answering(
    400,
    '{"status":400,"detail":"until: expected a time","errors":[{"path":"until","message":"x"}]}',
  );
  await expect(askApi('listMutes')).rejects.toMatchObject({
    name: 'ApiRefused',
    status: 400,
    message: 'until: expected a time',
    errors: [{ path: 'until' }],
  });
});

test('an answer of something in between that is no problem of ours is told by its number', async () => {
  answering(502, '<html>', 'text/html');
  await expect(askApi('listMutes')).rejects.toMatchObject({ status: 502, message: 'HTTP 502' });
});

test('no answer at all is status 0', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(askApi('listMutes')).rejects.toMatchObject({ status: 0, message: 'Failed to fetch' });
});

test('an answer without content, and one of text', async () => {
  answering(204, '');
  expect(await askApi('closeSession')).toBeUndefined();
  answering(200, 'report', 'text/plain');
  expect(await askApi('getReport', { params: { id: '1' } })).toBe('report');
});
