import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { servers } from '../servers/registry.ts';
import { repositoryFile } from '../servers/repository.ts';
import { services } from './services.ts';

const text = ['docker-compose-aiops.yml', 'docker-compose-traces.yml']
  .map((file) => readFileSync(repositoryFile(file), 'utf8'))
  .join('\n');

describe('our services as processes', () => {
  test('share no port with anybody', () => {
    const usual = servers.filter(({ onRequest = false }) => !onRequest);
    const ports = usual.flatMap(({ name, ports }) =>
      Object.entries(ports).map(([port, number]) => [
        `${number}${port.endsWith('udp') ? 'udp' : ''}`,
        `${name}.${port}`,
      ]),
    );
    const shared = ports.filter(([number], i) => ports.findIndex(([other]) => other === number) !== i);
    expect(shared).toEqual([]);
  });

  test('answer where the compose files publish them', () => {
    const published = services.flatMap(({ name, ports: { http } }) => {
      if (http === undefined) return [];
      const block = text.split(`container_name: ${name}\n`)[1]?.split('container_name:')[0] ?? '';
      return [[name, Number(/:(\d+):\d+'\]/.exec(block)?.[1]), http]];
    });
    expect(published).toEqual(published.map(([name, , http]) => [name, http, http]));
    expect(published).toHaveLength(5);
  });

  test('are told nothing that the compose files do not tell them', async () => {
    const told: string[] = [];
    for (const { name, ports, start } of services.filter(({ name }) => name !== 'graph-builder')) {
      const launch = async ({ env = {} }: { env?: Readonly<Record<string, string>> }) => {
        told.push(...Object.keys(env).map((variable) => `${name} ${variable}`));
        throw new Error('only looked at');
      };
      const place = { ports, addresses: {}, folder: '/nowhere', shared: '/nowhere', launch };
      await expect(start(place)).rejects.toThrow('only looked at');
    }
    expect(told).toContain('data-ingestion TEMPO_URL');
    // Of hello-app the image knows where it listens.
    const known = (variable: string) =>
      ['HOST', 'PORT'].includes(variable) || text.includes(` ${variable}: `);
    expect(told.filter((line) => !known(line.split(' ')[1] ?? ''))).toEqual([]);
  });
});
