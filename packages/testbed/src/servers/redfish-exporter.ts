import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configurationText, writeLocalised } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';
import { ownProgram } from './own-program.ts';
import { isPortOpen } from './ports.ts';
import { bmcAuthorityFile } from './redfish-emulator.ts';

/** What stands in for gportal/redfish_exporter, as a process of its own, on config/redfish-exporter/config.yml. */
export const redfishExporter: ServerDefinition = {
  name: 'redfish-exporter',
  summary: 'a stand-in for redfish_exporter, asks BMCs',
  kind: 'server',
  needs: [],
  ports: { http: 9096 },
  install: async () => {},
  async start(place) {
    const { ports, folder, shared, launch } = place;
    const authority = join(shared, bmcAuthorityFile);
    const text = await configurationText('redfish-exporter/config.yml');
    const file = await writeLocalised(place, 'config.yml', text);
    const { command, args } = ownProgram('../redfish/main', import.meta.url);
    await launch({
      name: 'redfish-exporter',
      command,
      args: [...args, String(ports.http), file],
      // So that it can check the emulator's certificate, as it is configured to.
      env: existsSync(authority) ? { NODE_EXTRA_CA_CERTS: authority } : {},
      logFile: join(folder, 'redfish-exporter.log'),
      // Each request of its only path asks a BMC.
      ready: () => isPortOpen(ports.http ?? 0),
      timeoutMs: 30_000,
    });
  },
};
