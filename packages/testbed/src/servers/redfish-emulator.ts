import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { pythonCommands } from '../install/python.ts';
import { makeCertificates } from './certificates.ts';
import type { ServerDefinition } from './definition.ts';
import { isPortOpen } from './ports.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

/** Id of the emulated system. */
export const emulatedSystem = '5f1de0c4-2b6a-4c1e-9d3b-0a7e6c5b4a31';

/** In the folder that servers share: the authority that signed the emulator's certificate. */
export const bmcAuthorityFile = 'redfish-emulator-ca.crt';

/** The BMC emulator of sushy-tools 2.2.0 over https: one server that is on, with a storage controller and two drives. */
export const redfishEmulator: ServerDefinition = {
  name: 'redfish-emulator',
  summary: 'sushy-tools, a BMC to ask over Redfish',
  kind: 'server',
  needs: [],
  ports: { https: 8443 },
  scheme: 'https',
  async install(progress) {
    await commands(progress);
  },
  async start({ ports, folder, shared, launch }) {
    const state = join(folder, 'state');
    await mkdir(state, { recursive: true });
    const configuration = join(folder, 'emulator.conf');
    await writeFile(configuration, emulatorConfiguration(state));
    const certificates = await freshCertificates(join(folder, 'certificates'));
    await copyFile(join(certificates, 'ca.crt'), join(shared, bmcAuthorityFile));
    await launch({
      name: 'redfish-emulator',
      command: join(await commands(progressOnStderr), 'sushy-emulator'),
      // It listens on all addresses unless told otherwise.
      args: [
        ...['--fake', '-i', '127.0.0.1', '-p', String(ports.https), '--config', configuration],
        ...[
          '--ssl-certificate',
          join(certificates, 'server.crt'),
          '--ssl-key',
          join(certificates, 'server.key'),
        ],
      ],
      cwd: folder,
      logFile: join(folder, 'redfish-emulator.log'),
      ready: () => isPortOpen(ports.https ?? 0),
      timeoutMs: 30_000,
    });
  },
};

/** Starts one for a test; `turn` switches the emulated server. */
export async function startRedfishEmulator(
  options?: StartServerOptions,
): Promise<RunningServer & { readonly url: string; turn(power: 'On' | 'ForceOff'): Promise<void> }> {
  const server = await startServer(redfishEmulator, options);
  const url = `https://127.0.0.1:${server.ports.https}`;
  const turn = (power: 'On' | 'ForceOff') =>
    postJson(`${url}/redfish/v1/Systems/${emulatedSystem}/Actions/ComputerSystem.Reset`, {
      ResetType: power,
    });
  return Object.assign(server, { url, turn });
}

/** Those of an earlier start, so that who trusts them need not be started again; new ones when they are a day old. */
async function freshCertificates(folder: string): Promise<string> {
  const madeAt = await stat(join(folder, 'ca.crt')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - madeAt > 24 * 3600_000) await makeCertificates(folder);
  return folder;
}

function postJson(url: string, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // On loopback, and not what is tested.
      rejectUnauthorized: false,
    };
    const posted = request(url, options, (response) => {
      response.resume();
      if (response.statusCode === 204) resolve();
      else reject(new Error(`the emulator answered ${response.statusCode} to ${JSON.stringify(body)}`));
    });
    posted.once('error', reject);
    posted.end(JSON.stringify(body));
  });
}

function commands(progress: Progress): Promise<string> {
  return pythonCommands('sushy-tools', ['sushy-tools==2.2.0'], progress);
}

/** It is read as Python, of which this JSON is a part. */
function emulatorConfiguration(state: string): string {
  const system = {
    uuid: emulatedSystem,
    name: 'server-1',
    power_state: 'On',
    nics: [{ mac: '02:00:00:00:01:01', ip: '192.0.2.101' }],
  };
  const controller = { MemberId: '0', Name: 'controller', SpeedGbps: 12 };
  const store = { Id: '1', Name: 'RAID', StorageControllers: [controller], Drives: ['disk-0', 'disk-1'] };
  const drives = ['disk-0', 'disk-1'].map((Id) => ({
    Id,
    Name: Id,
    CapacityBytes: 2 ** 40,
    Protocol: 'SAS',
  }));
  return [
    `SUSHY_EMULATOR_STATE_DIR = ${JSON.stringify(state)}`,
    `SUSHY_EMULATOR_FAKE_SYSTEMS = ${JSON.stringify([system])}`,
    `SUSHY_EMULATOR_STORAGE = ${JSON.stringify({ [emulatedSystem]: [store] })}`,
    `SUSHY_EMULATOR_DRIVES = {("${emulatedSystem}", "1"): ${JSON.stringify(drives)}}`,
    '',
  ].join('\n');
}
