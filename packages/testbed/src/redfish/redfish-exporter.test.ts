import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exporterLogin } from './exporter-configuration.ts';
import { type RedfishExporter, startRedfishExporter } from './redfish-exporter.ts';

/** Resources of a BMC by path; what is missing is 404. */
let resources: Record<string, unknown>;
let logins: (string | undefined)[];
let bmc: Server;
let bmcUrl: string;
let exporter: RedfishExporter;
let log: string[];

const listen = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
const link = (path: string) => ({ '@odata.id': path });
const members = (...paths: string[]) => ({ Members: paths.map(link) });
const scrape = async (params: Record<string, string>, path = '/metrics') => {
  const response = await fetch(`${exporter.url}${path}?${new URLSearchParams(params)}`);
  const text = await response.text();
  return { status: response.status, text, samples: text.split('\n').filter((line) => /^\w/.test(line)) };
};

beforeEach(async () => {
  logins = [];
  log = [];
  const system = '/redfish/v1/Systems/S1';
  resources = {
    '/redfish/v1/': { Systems: link('/redfish/v1/Systems') },
    '/redfish/v1/Systems': members(system),
    [system]: {
      Id: 'S1',
      Status: { Health: 'OK' },
      PowerState: 'On',
      BiosVersion: 'U30 "a"',
      Memory: link(`${system}/Memory`),
      Storage: link(`${system}/Storage`),
      Processors: link(`${system}/Processors`),
    },
    [`${system}/Memory`]: members(`${system}/Memory/M1`, `${system}/Memory/M2`),
    [`${system}/Memory/M1`]: { Id: 'M1', Status: { State: 'Enabled' }, CapacityMiB: 16384 },
    [`${system}/Memory/M2`]: { Id: 'M2', Status: { State: 'Absent' } },
    [`${system}/Storage`]: members(`${system}/Storage/R1`),
    [`${system}/Storage/R1`]: {
      Id: 'R1',
      Status: { Health: 'Warning', State: 'Enabled' },
      Drives: [link(`${system}/Drives/D1`), link(`${system}/Drives/D2`)],
    },
    [`${system}/Drives/D1`]: { Id: 'D1', CapacityBytes: 2 ** 30, FailurePredicted: true },
    [`${system}/Drives/D2`]: { Id: 'D2', CapacityBytes: 2 ** 30, Status: { Health: 'Critical' } },
    [`${system}/Processors`]: members(`${system}/Processors/C1`),
    [`${system}/Processors/C1`]: { Id: 'C1', Status: { Health: null, State: 'Disabled' } },
  };
  bmc = createServer((request, response) => {
    logins.push(request.headers.authorization);
    const resource = resources[request.url ?? ''];
    if (resource === undefined) response.writeHead(404).end('no such thing');
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(resource));
  });
  bmcUrl = await listen(bmc);
  exporter = await startRedfishExporter({
    login: { username: 'reader', password: 'secret', verifyTls: false },
    log: (line) => void log.push(line),
  });
});
afterEach(async () => {
  await exporter.close();
  bmc.closeAllConnections();
  bmc.close();
});

describe('the stand-in for redfish_exporter', () => {
  test('gives the metrics and labels of the image', async () => {
    expect((await scrape({ host: bmcUrl })).samples).toEqual([
      'redfish_bios_version{system_id="S1",version="U30 \\"a\\""} 1',
      'redfish_drive_capacity{drive_id="D1",storage_id="R1",system_id="S1"} 1024',
      'redfish_drive_capacity{drive_id="D2",storage_id="R1",system_id="S1"} 1024',
      // Nothing said of its health, but a failure predicted: a warning.
      'redfish_drive_health{drive_id="D1",storage_id="R1",system_id="S1"} 2',
      'redfish_drive_health{drive_id="D2",storage_id="R1",system_id="S1"} 3',
      'redfish_health{system_id="S1"} 1',
      'redfish_memory_capacity{memory_id="M1",system_id="S1"} 16384',
      'redfish_memory_capacity{memory_id="M2",system_id="S1"} 0',
      // Nothing said of the health of what is enabled: a warning; of what is absent: OK.
      'redfish_memory_health{memory_id="M1",system_id="S1"} 2',
      'redfish_memory_health{memory_id="M2",system_id="S1"} 1',
      'redfish_power_state{system_id="S1"} 1',
      'redfish_processor_health{processor_id="C1",system_id="S1"} 1',
      'redfish_storage_health{storage_id="R1",system_id="S1"} 2',
    ]);
  });

  test('says that a system is off, and takes silence about its health for OK', async () => {
    resources['/redfish/v1/Systems/S1'] = { Id: 'S1', Status: { State: 'Enabled' }, PowerState: 'Off' };
    expect((await scrape({ host: bmcUrl })).samples).toEqual([
      'redfish_health{system_id="S1"} 1',
      'redfish_power_state{system_id="S1"} 2',
    ]);
  });

  test('leaves a part out that the BMC does not give, and logs it', async () => {
    delete resources['/redfish/v1/Systems/S1/Memory/M2'];
    const { status, samples } = await scrape({ host: bmcUrl });
    expect(status).toBe(200);
    expect(samples.join()).toContain('redfish_processor_health');
    expect(samples.join()).not.toContain('redfish_memory');
    expect(log).toEqual([expect.stringMatching(/^memory of system S1: 404: .*\/Memory\/M2: no such thing/)]);
  });

  test('sends the login of the scrape, or its own', async () => {
    await scrape({ host: bmcUrl, username: 'u', password: 'p' });
    expect(new Set(logins)).toEqual(new Set([`Basic ${btoa('u:p')}`]));
    logins = [];
    await scrape({ host: bmcUrl });
    expect(new Set(logins)).toEqual(new Set([`Basic ${btoa('reader:secret')}`]));
  });

  test.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    ['without a host', async () => ({}), /^error connecting to client: .*"" is no address of a BMC/],
    ['with a host that is no URL', async () => ({ host: 'bmc-1' }), /"bmc-1" is no address of a BMC/],
    [
      'to a host where nobody listens',
      async () => ({ host: 'http://127.0.0.1:1', password: 'hidden' }),
      /^error connecting to client: error connecting to redfish: .*ECONNREFUSED/,
    ],
    [
      'to a host that is no BMC',
      async () => {
        resources = {};
        return { host: bmcUrl };
      },
      /error connecting to redfish: 404: \/redfish\/v1\/: no such thing/,
    ],
    [
      'to a BMC that does not give its systems',
      async () => {
        delete resources['/redfish/v1/Systems'];
        return { host: bmcUrl };
      },
      /^error collecting metrics: error getting systems: 404: \/redfish\/v1\/Systems/,
    ],
  ])('refuses a scrape %s with 500 and the reason', async (_, params, reason) => {
    const { status, text } = await scrape(await params());
    expect(status).toBe(500);
    expect(JSON.parse(text)).toEqual({ error: expect.stringMatching(reason) });
    expect(log.join()).not.toContain('hidden');
  });

  test('has no other path, not even the one of the image before it', async () => {
    expect((await scrape({ target: bmcUrl }, '/redfish')).status).toBe(404);
  });
});

test('the login of its configuration, with or without quotes', () => {
  expect(
    exporterLogin(
      'verbose: false\nredfish:\n  verifyTls: true # yes\n  username: "monitor"\n  password: s3cret\n',
    ),
  ).toEqual({ username: 'monitor', password: 's3cret', verifyTls: true });
  expect(exporterLogin('redfish: {}\n')).toEqual({ username: '', password: '', verifyTls: false });
});
