import { join } from 'node:path';
import type { ServerDefinition } from '../servers/definition.ts';

export interface ScriptedServer extends Partial<ServerDefinition> {
  readonly name: string;
  /** JavaScript of each of its processes; one that says ready and stays, unless set. */
  readonly scripts?: readonly string[];
}

/** Listens on the port that its environment names and says so; ends on SIGTERM as Node does. */
export const listening = `require('net').createServer().listen(process.env.PORT, '127.0.0.1', () => console.log('ready'))`;
/** Says that it is ready and stays, whatever it is asked. */
export const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')`;

/** A server for tests of those who run servers: small scripts in place of programs. */
export function scriptedServer({ scripts, ...definition }: ScriptedServer): ServerDefinition {
  const { name } = definition;
  return {
    summary: `${name} of a test`,
    kind: 'server',
    needs: [],
    ports: {},
    install: async () => {},
    async start({ ports, folder, launch }) {
      for (const [i, script] of (scripts ?? [`setInterval(() => {}, 1000); console.log('ready')`]).entries())
        await launch({
          name: `${name}-${i}`,
          command: process.execPath,
          args: ['-e', script],
          env: { PORT: String(Object.values(ports)[0] ?? 0), FOLDER: folder },
          logFile: join(folder, `${name}-${i}.log`),
          ready: /ready/,
        });
    },
    ...definition,
  };
}
