import { readFileSync } from 'node:fs';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Config } from '@aiops/config';
import { type Check, CheckFailed } from './check.ts';

type Redis = Config['storage']['redis'];

const TIMEOUT_MS = 5_000;

/** Redis answers a PING, and keeps what it is told in an append-only file. */
export function redisCheck({ storage }: Config, whereToLook: (part: string) => string): Check {
  const { host = 'localhost', port } = storage.redis;
  const advice = `${whereToLook('redis')}; check REDIS_HOST, REDIS_PORT and REDIS_PASSWORD`;
  return {
    part: 'redis',
    title: 'Redis answers PING and keeps an append-only file',
    run: async () => {
      const answer = await ask({ ...storage.redis, host }).catch((error: Error) => {
        throw new CheckFailed(`${host}:${port}: ${error.message}`, advice);
      });
      const complaint = /^-(.*)$/m.exec(answer)?.[1];
      if (complaint !== undefined) throw new CheckFailed(`${host}:${port}: ${complaint.trim()}`, advice);
      if (!answer.includes('+PONG')) throw new CheckFailed(`${host}:${port}: no PONG`, advice);
      if (!/^aof_enabled:1/m.test(answer)) {
        throw new CheckFailed(
          `${host}:${port}: the append-only file is off, a restart of Redis would lose the state`,
          'start Redis with --appendonly yes',
        );
      }
      return `${host}:${port}`;
    },
  };
}

/** The answers to AUTH (when there is a password), PING and INFO, as Redis writes them. */
async function ask(redis: Redis & { readonly host: string }): Promise<string> {
  const { username = 'default', password } = redis;
  const commands = [
    ...(password === undefined ? [] : [['AUTH', username, password]]),
    ['PING'],
    ['INFO', 'persistence'],
    ['QUIT'],
  ];
  const socket = open(redis);
  try {
    socket.write(commands.map(encoded).join(''));
    return await everything(socket);
  } finally {
    socket.destroy();
  }
}

function open({ host, port, tls }: Redis & { readonly host: string }): Socket {
  const place = { host, port, timeout: TIMEOUT_MS };
  if (!tls.enabled) return connect(place);
  return connectTls({
    ...place,
    ...(tls.ca_file === undefined ? {} : { ca: readFileSync(tls.ca_file) }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
}

function encoded(words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}

function everything(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.once('end', () => resolve(text));
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    socket.once('error', reject);
  });
}
