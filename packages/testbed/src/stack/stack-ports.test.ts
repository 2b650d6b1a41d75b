import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePort } from '../servers/ports.ts';
import { portsOf, takenPorts } from './stack-ports.ts';

const loki = { name: 'loki', ports: { http: 3100, grpc: 9095 } };

describe('the ports of a server', () => {
  test('are its usual ones, shifted, or chosen', () => {
    expect(portsOf(loki, {})).toEqual({ http: 3100, grpc: 9095 });
    expect(portsOf(loki, { shift: 20_000 })).toEqual({ http: 23_100, grpc: 29_095 });
    expect(portsOf(loki, { shift: 1, chosen: { 'loki.http': 80, 'kafka.http': 81 } })).toEqual({
      http: 80,
      grpc: 9096,
    });
  });

  test.each([60_000, -9095, 0.5])('are refused when a shift of %d leaves the range', (shift) => {
    expect(() => portsOf(loki, { shift })).toThrow(
      /^loki\.\w+ cannot be .*: a port is a number from 1 to 65535$/,
    );
  });

  test('are told when somebody else has them, TCP and UDP apart', async () => {
    const server = await new Promise<Server>((resolve) => {
      const made = createServer().listen(0, '127.0.0.1', () => resolve(made));
    });
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const tcp = (server.address() as { port: number }).port;
    const udp = socket.address().port;
    const free = await freePort();
    try {
      expect(await takenPorts({ http: tcp, other: free, 'syslog-udp': udp })).toEqual(['http', 'syslog-udp']);
    } finally {
      server.close();
      socket.close();
    }
    expect(await takenPorts({ http: tcp, 'syslog-udp': udp })).toEqual([]);
  });
});
