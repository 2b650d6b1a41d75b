import { join } from 'node:path';
import { answers } from './answers.ts';
import type { ServerDefinition } from './definition.ts';
import { ownProgram } from './own-program.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

/** What stands in for Tempo, as a process of its own; its traces are gone when it ends. */
export const tempo: ServerDefinition = {
  name: 'tempo',
  summary: 'a stand-in for Tempo, stores traces in memory',
  kind: 'server',
  needs: [],
  // In their containers Tempo and the Collector both have 4317 and 4318; here those are the Collector's.
  ports: { http: 3200, grpc: 14317, otlp: 14318 },
  aliases: { 'tempo:4317': 'grpc', 'tempo:4318': 'otlp' },
  install: async () => {},
  async start({ ports, folder, launch }) {
    const { command, args } = ownProgram('../tempo/main', import.meta.url);
    await launch({
      name: 'tempo',
      command,
      args: [...args, ...[ports.http, ports.otlp, ports.grpc].map(String)],
      logFile: join(folder, 'tempo.log'),
      ready: () => answers(`http://127.0.0.1:${ports.http}/ready`),
      timeoutMs: 30_000,
    });
  },
};

/** Starts one for a test that ends and restarts it; `startTempoStandIn` is one in the test's own process. */
export async function startTempo(
  options?: StartServerOptions,
): Promise<RunningServer & { readonly url: string; readonly otlpUrl: string }> {
  const server = await startServer(tempo, options);
  return Object.assign(server, {
    url: `http://127.0.0.1:${server.ports.http}`,
    otlpUrl: `http://127.0.0.1:${server.ports.otlp}`,
  });
}
