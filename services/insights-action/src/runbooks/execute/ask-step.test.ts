import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { maskSecrets } from '../../secrets/mask-secrets.ts';
import { loopbackServer } from '../../testing/loopback-server.ts';
import { type Address, createAddressGuard, type Resolve } from './address-guard.ts';
import { askStep } from './ask-step.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
const never = new AbortController().signal;
const LOOPBACK: Address = { address: '127.0.0.1', family: 4 };
/** Public, and nobody has it. */
const NOWHERE: Address = { address: '2000::1', family: 6 };

async function server(answer?: RequestListener) {
  const made = await loopbackServer(answer);
  closers.push(made.close);
  return made;
}

interface Asked {
  readonly allow?: readonly string[];
  readonly resolve?: Resolve;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

function ask(url: string, asked: Asked = {}) {
  const {
    allow = [],
    resolve,
    method = 'GET',
    headers = {},
    body,
    timeoutMs = 5_000,
    signal = never,
  } = asked;
  return askStep(
    { kind: 'http_request', method, url, headers, ...(body === undefined ? {} : { body }) },
    { guard: createAddressGuard(allow, resolve), mask: maskSecrets([]), lines: 5, timeoutMs, signal },
  );
}

describe('an address is refused, and nobody is asked:', () => {
  const tricks: [what: string, url: string][] = [
    ['loopback', 'http://127.0.0.1:PORT/'],
    ['loopback at another address', 'http://127.8.9.10:PORT/'],
    ['loopback, cut short', 'http://127.1:PORT/'],
    ['loopback, hexadecimal', 'http://0x7f000001:PORT/'],
    ['loopback, hexadecimal parts', 'http://0x7f.0x0.0x0.0x1:PORT/'],
    ['loopback, one number', 'http://2130706433:PORT/'],
    ['loopback, octal', 'http://0177.0.0.1:PORT/'],
    ['loopback, with a dot at its end', 'http://127.0.0.1.:PORT/'],
    ['loopback, in wide digits', 'http://１２７.0.0.1:PORT/'],
    ['loopback, percent-encoded', 'http://%31%32%37.0.0.1:PORT/'],
    ['loopback by its usual name', 'http://localhost:PORT/'],
    ['loopback by its usual name, in capitals, with a dot', 'http://LOCALHOST.:PORT/'],
    ['loopback of IPv6', 'http://[::1]:PORT/'],
    ['loopback of IPv6, spelled out', 'http://[0:0:0:0:0:0:0:1]:PORT/'],
    ['mapped loopback', 'http://[::ffff:127.0.0.1]:PORT/'],
    ['mapped loopback, hexadecimal', 'http://[::ffff:7f00:1]:PORT/'],
    ['compatible loopback', 'http://[::127.0.0.1]:PORT/'],
    ['unspecified', 'http://0.0.0.0:PORT/'],
    ['unspecified, as a zero', 'http://0:PORT/'],
    ['unspecified of IPv6', 'http://[::]:PORT/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['metadata of IPv6', 'http://[fd00:ec2::254]/latest/meta-data/'],
    ['mapped metadata', 'http://[::ffff:169.254.169.254]/'],
    ['metadata, one number', 'http://2852039166/'],
    ['link-local of IPv6', 'http://[fe80::1]:PORT/'],
    ['private', 'http://10.1.2.3:PORT/'],
    ['private', 'http://172.16.0.1:PORT/'],
    ['private', 'http://192.168.0.1:PORT/'],
    ['private of IPv6', 'http://[fd12::1]:PORT/'],
    ['shared', 'http://100.64.0.1:PORT/'],
    ['multicast', 'http://224.0.0.1:PORT/'],
    ['a user that looks like the host', 'http://good.example@127.0.0.1:PORT/'],
    ['a user before a public host', 'http://127.0.0.1@good.example/'],
    ['no HTTP', 'file:///etc/passwd'],
    ['no HTTP', 'gopher://127.0.0.1:PORT/'],
  ];
  test.each(tricks)('%s %s', async (_what, url) => {
    const there = await server();
    const outcome = await ask(url.replace('PORT', String(there.port)), {
      resolve: async () => [LOOPBACK],
      timeoutMs: 2_000,
    });
    expect(outcome).toMatchObject({ status: 'failed', output: '' });
    expect(outcome.problem).toMatch(/is not asked|may not stand in a URL/);
    expect(there.hits).toEqual([]);
  });

  test('a name of which one address is public and one is not', async () => {
    const there = await server();
    const resolve: Resolve = async () => [NOWHERE, LOOPBACK];
    const outcome = await ask(`http://both.example:${there.port}/`, { resolve });
    expect(outcome.problem).toContain(
      `both.example (127.0.0.1) is this machine or a private network, and is not asked unless it is allow-listed: add "both.example:${there.port}" to insights_action.runbooks.allow_hosts`,
    );
    expect(there.hits).toEqual([]);
  });

  test('a name that leads to the metadata service, even an allow-listed one', async () => {
    const resolve: Resolve = async () => [{ address: '169.254.169.254', family: 4 }];
    const outcome = await ask('http://loki:3100/', { allow: ['loki:3100'], resolve });
    expect(outcome).toMatchObject({ status: 'failed', problem: expect.stringContaining('link-local') });
  });

  test('another port of a host that is allow-listed with its port', async () => {
    const [one, other] = [await server(), await server()];
    const outcome = await ask(`http://127.0.0.1:${other.port}/`, { allow: [`127.0.0.1:${one.port}`] });
    expect([outcome.status, other.hits]).toEqual(['failed', []]);
  });

  test('a name that cannot be resolved', async () => {
    const resolve: Resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const outcome = await ask('http://none.example/', { resolve });
    expect(outcome.problem).toBe('none.example cannot be resolved (ENOTFOUND)');
  });
});

describe('DNS rebinding', () => {
  test('a name that is public when it is checked and loopback afterwards: it is resolved once, and loopback is never reached', async () => {
    const there = await server();
    const resolve = vi.fn<Resolve>().mockResolvedValueOnce([NOWHERE]).mockResolvedValue([LOOPBACK]);
    const outcome = await ask(`http://rebind.example:${there.port}/`, { resolve, timeoutMs: 300 });
    expect(outcome.status).not.toBe('done');
    expect(resolve).toHaveBeenCalledOnce();
    expect(there.hits).toEqual([]);
  });

  test('the connection goes to the address that was checked, under the name that was asked for', async () => {
    const there = await server();
    const resolve = vi
      .fn<Resolve>()
      .mockResolvedValueOnce([LOOPBACK])
      .mockRejectedValue(new Error('asked again'));
    const host = `shop.example:${there.port}`;
    const outcome = await ask(`http://${host}/a`, { allow: [host], resolve });
    expect(outcome).toMatchObject({ status: 'done', httpStatus: 200, output: 'ok' });
    expect(there.hits).toMatchObject([{ url: '/a', headers: { host } }]);
  });

  test('after a redirect to the same name it is checked again', async () => {
    const there = await server(
      (_request, response) => void response.writeHead(302, { location: '/next' }).end(),
    );
    const host = `shop.example:${there.port}`;
    const resolve = vi
      .fn<Resolve>()
      .mockResolvedValueOnce([LOOPBACK])
      .mockResolvedValueOnce([{ address: '169.254.169.254', family: 4 }]);
    const outcome = await ask(`http://${host}/`, { allow: [host], resolve });
    expect(outcome).toMatchObject({ status: 'failed', problem: expect.stringContaining('169.254.169.254') });
    expect(there.hits).toHaveLength(1);
  });
});

describe('a redirect', () => {
  const to = (location: string, status = 302): RequestListener => {
    return (request, response) =>
      request.url === '/' ? void response.writeHead(status, { location }).end() : void response.end('there');
  };

  test('on the same host is followed, with the headers', async () => {
    const there = await server(to('/next'));
    const outcome = await ask(`http://${there.host}/`, {
      allow: [there.host],
      headers: { authorization: 'Bearer t' },
    });
    expect(outcome).toMatchObject({ status: 'done', output: 'there' });
    expect(there.hits.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/', 'Bearer t'],
      ['/next', 'Bearer t'],
    ]);
  });

  test('to another allowed host is followed without the headers', async () => {
    const other = await server();
    const there = await server(to(`http://${other.host}/x`));
    const outcome = await ask(`http://${there.host}/`, {
      allow: [there.host, other.host],
      headers: { authorization: 'Bearer t', cookie: 'a=b', 'x-token': 't' },
    });
    expect(outcome.status).toBe('done');
    expect(other.hits).toHaveLength(1);
    expect(Object.keys(other.hits[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  test.each([
    'http://169.254.169.254/latest/',
    'http://[::1]:PORT/',
    'http://localhost:PORT/',
    'http://0x7f000001:PORT/',
    '//127.0.0.1:PORT/',
    'http://u:p@127.0.0.1:PORT/',
    'file:///etc/passwd',
  ])('to %s is refused', async (location) => {
    const other = await server();
    const there = await server(to(location.replace('PORT', String(other.port))));
    const outcome = await ask(`http://${there.host}/`, { allow: [there.host] });
    expect(outcome.status).toBe('failed');
    expect(outcome.problem).toMatch(/is not asked|may not stand/);
    expect(other.hits).toEqual([]);
  });

  test('is followed three times at most', async () => {
    const there = await server(
      (_request, response) => void response.writeHead(307, { location: '/again' }).end(),
    );
    const outcome = await ask(`http://${there.host}/`, { allow: [there.host] });
    expect(outcome).toMatchObject({ status: 'failed', problem: 'it was sent on more than 3 times' });
    expect(there.hits).toHaveLength(4);
  });

  test.each([302, 307, 308])('of a POST, status %i, is an answer and not followed', async (status) => {
    const there = await server(to('/next', status));
    const outcome = await ask(`http://${there.host}/`, { allow: [there.host], method: 'POST', body: 'x' });
    expect(outcome).toMatchObject({ status: 'failed', httpStatus: status });
    expect(there.hits).toHaveLength(1);
  });
});

describe('what became of a request', () => {
  test('is known by the status of the answer, and nothing is tried again', async () => {
    const there = await server((_request, response) => void response.writeHead(503).end('busy password=x1'));
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect(await ask(`http://${there.host}/`, { allow: [there.host], method })).toEqual({
        status: 'failed',
        httpStatus: 503,
        output: 'busy password=***',
        truncated: false,
        problem: 'status 503',
      });
    }
    expect(there.hits).toHaveLength(3);
  });

  test.each<[string, string]>([
    ['GET', 'timed_out'],
    ['POST', 'unknown'],
    ['PUT', 'unknown'],
    ['DELETE', 'unknown'],
  ])('of a %s that nobody answers in time is %s', async (method, status) => {
    const there = await server(() => {});
    const outcome = await ask(`http://${there.host}/`, { allow: [there.host], method, timeoutMs: 200 });
    expect(outcome).toMatchObject({ status, problem: expect.stringContaining('no answer within 200 ms') });
    expect(there.hits).toHaveLength(1);
  });

  test('of a POST whose connection broke off is unknown; of one that never got through, failed', async () => {
    const there = await server((request) => void request.socket.destroy());
    const asked = { allow: ['127.0.0.1'], method: 'POST', body: '{}' };
    expect(await ask(`http://${there.host}/`, asked)).toMatchObject({ status: 'unknown' });
    expect(there.hits).toHaveLength(1);
    expect(await ask('http://127.0.0.1:1/', asked)).toMatchObject({
      status: 'failed',
      problem: 'ECONNREFUSED',
    });
  });

  test('of one that was cancelled under way is unknown when it may have changed something', async () => {
    const controller = new AbortController();
    const there = await server(() => controller.abort());
    const asked = { allow: [there.host], signal: controller.signal };
    expect(await ask(`http://${there.host}/`, { ...asked, method: 'POST' })).toMatchObject({
      status: 'unknown',
    });
    expect(await ask(`http://${there.host}/`, asked)).toMatchObject({ status: 'cancelled' });
    expect(there.hits).toHaveLength(1);
  });

  test('is known by the status although the answer has no end; its begin is kept', async () => {
    const there = await server((_request, response) => {
      const more = () => void response.write(`${'x'.repeat(999)}\n`.repeat(50), () => setImmediate(more));
      response.on('error', () => {});
      more();
    });
    const outcome = await ask(`http://${there.host}/`, { allow: [there.host], method: 'POST' });
    expect(outcome).toMatchObject({ status: 'done', truncated: true });
    expect(outcome.output.split('\n')).toHaveLength(5);
  });

  test('is the status 101 when the other side changes to another protocol, and the step ends', async () => {
    const there = await server(({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    const outcome = await ask(`http://${there.host}/`, { allow: [there.host], timeoutMs: 2_000 });
    expect(outcome).toMatchObject({ status: 'failed', httpStatus: 101, problem: 'status 101' });
  });

  test('a resolver that hangs holds nothing for longer than its time', async () => {
    const outcome = await ask('http://slow.example/', {
      resolve: () => new Promise(() => {}),
      timeoutMs: 100,
    });
    expect(outcome).toMatchObject({ status: 'timed_out' });
  });

  test('a proxy of the environment is not asked', async () => {
    const [there, proxy] = [await server(), await server()];
    vi.stubEnv('http_proxy', `http://${proxy.host}`);
    vi.stubEnv('HTTP_PROXY', `http://${proxy.host}`);
    await ask(`http://${there.host}/`, { allow: [there.host] });
    vi.unstubAllEnvs();
    expect([there.hits.length, proxy.hits.length]).toEqual([1, 0]);
  });
});
