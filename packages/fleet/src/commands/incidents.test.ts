import { afterEach, expect, test } from 'vitest';
import { sampleSummary } from '../testing/sample-run.ts';
import { type ServedApi, servedApi } from '../testing/served-api.ts';
import { incidents } from './incidents.ts';

let api: ServedApi;
afterEach(() => api.close());

const aiops = (...args: string[]) => incidents.run([...args, '--url', api.url]);
const LINE = 'inc-1  2026-01-27T12:00:00.000Z  open      critical  rack-sw-1 (87 %) -> 2 affected\n';

test('incidents are listed a line each, those that are asked for', async () => {
  const hostile = { ...sampleSummary, id: 'x\u001b[31m', cause: null, conclusive: false };
  api = await servedApi({
    'GET /incidents?state=open&severity=high&limit=5': { items: [sampleSummary, hostile] },
  });
  expect(await aiops('list', '--state', 'open', '--severity', 'high', '--limit', '5')).toBe(0);
  expect(api.printed.out).toBe(
    `${LINE}x  2026-01-27T12:00:00.000Z  open      critical  no cause found -> 3 affected\n`,
  );
});

test('programs get the whole of it', async () => {
  api = await servedApi({ 'GET /incidents?limit=20': { items: [sampleSummary] } });
  expect(await aiops('list', '--json')).toBe(0);
  expect(JSON.parse(api.printed.out)).toEqual(sampleSummary);
});

test('one is shown as its report, which a terminal does not obey', async () => {
  api = await servedApi({
    'GET /incidents/a%2F..%2Fb/report': 'INCIDENT\n\u001b[2Jx\n',
    'GET /incidents/a': { a: 1 },
  });
  expect(await aiops('show', 'a/../b')).toBe(0);
  expect(api.printed.out).toBe('INCIDENT\n\ufffd[2Jx\n');
  expect(await aiops('show', 'a', '--json')).toBe(0);
  expect(api.printed.out).toContain('{"a":1}');
});

const OPEN = 'GET /incidents?state=open&limit=500';
const nothing = { items: [], next_cursor: null };
const ready = 'retry: 2000\n\nid: f-0\nevent: ready\ndata: {}\n\n';
const eventOf = (id: string, incident: object) =>
  `id: ${id}\nevent: incident\ndata: ${JSON.stringify(incident)}\n\n`;
const ctrlC = () => setTimeout(() => process.emit('SIGINT'), 200);

test('watch begins with what is open, page by page, the oldest first, and then tells what changes', async () => {
  const [old, middle, young] = ['a', 'b', 'c'].map((id) => ({ ...sampleSummary, id }));
  api = await servedApi({
    'GET /events': (_request, response) => {
      response.writeHead(200).write(ready + eventOf('f-1', { ...middle }));
      response.write(eventOf('f-2', { ...old, revision: 2 }));
      ctrlC();
    },
    [OPEN]: { items: [young, middle], next_cursor: 'x=' },
    [`${OPEN}&cursor=x%3D`]: { items: [old], next_cursor: null },
  });
  expect(await aiops('watch')).toBe(0);
  expect(api.printed.out.split('\n').map((line) => line[0])).toEqual(['a', 'b', 'c', 'a', undefined]);
  expect(api.printed.err).toBe('');
});

test('watch says so when nothing is open', async () => {
  api = await servedApi({
    'GET /events': (_request, response) => {
      response.writeHead(200).write(ready);
      ctrlC();
    },
    [OPEN]: nothing,
  });
  expect(await aiops('watch')).toBe(0);
  expect(api.printed).toEqual({ out: '', err: 'No incident is open; each change is told as it comes.\n' });
});

test('changes are watched across lost connections, each told once, until Ctrl-C', async () => {
  let connections = 0;
  const seen: (string | undefined)[] = [];
  const event = (id: string, revision: number) =>
    `id: ${id}\nevent: incident\ndata: ${JSON.stringify({ ...sampleSummary, revision })}\n\n`;
  api = await servedApi({
    'GET /events': (request, response) => {
      seen.push(request.headers['last-event-id'] as string | undefined);
      connections += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (connections === 1)
        response.end(`retry: 2000\n\nid: f-0\nevent: ready\ndata: {}\n\n${event('f-1', 1)}`);
      else {
        response.write(`: still here\n\n${event('f-1', 1)}${event('f-2', 2)}`);
        setTimeout(() => process.emit('SIGINT'), 200);
      }
    },
    [OPEN]: nothing,
  });
  expect(await aiops('watch')).toBe(0);
  expect(api.printed.out).toBe(LINE + LINE);
  expect(api.printed.err).toBe(
    'No incident is open; each change is told as it comes.\nThe connection is lost; trying again.\n',
  );
  expect(seen).toEqual([undefined, 'f-1']);
});

test('after too long an absence the newest incidents are told where they changed', async () => {
  api = await servedApi({
    'GET /events': (_request, response) => {
      response.writeHead(200).write('id: f-9\nevent: reset\ndata: {}\n\n');
      setTimeout(() => process.emit('SIGINT'), 200);
    },
    [OPEN]: nothing,
    'GET /incidents?limit=20': { items: [sampleSummary] },
  });
  expect(await aiops('watch')).toBe(0);
  expect(api.printed.out).toBe(LINE);
});

test.each([
  [['watch'], 1],
  [['list'], 1],
  [[], 2],
  [['show'], 2],
  [['list', 'x'], 2],
  [['find', 'x'], 2],
  [['list', '--nothing'], 2],
])('what cannot be done ends with words and an exit code: %j, %i', async (args, code) => {
  api = await servedApi({
    'GET /events': [401, { detail: 'This needs a token.' }],
    'GET /incidents?limit=20': [401, { detail: 'This needs a token.' }],
  });
  expect(await aiops(...args)).toBe(code);
  if (code === 1) expect(api.printed.err).toMatch(/^This needs a token\. Set AIOPS_TOKEN/);
});
