import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { runProgram } from '../install/run-program.ts';
import {
  type AlertmanagerServer,
  checkAlertmanagerConfiguration,
  startAlertmanager,
} from './alertmanager.ts';
import { repositoryFile } from './repository.ts';
import { startVictoriaMetrics, type VictoriaMetricsServer } from './victoriametrics.ts';
import { checkRules, startVmalert } from './vmalert.ts';

const promtool: DebianProgram = { package: 'prometheus', command: 'promtool' };
const rules = repositoryFile('config/vmalert/rules');

/** VictoriaMetrics → vmalert on the rules of this project → Alertmanager. */
describe('an alert', () => {
  let metrics: VictoriaMetricsServer;
  let alertmanager: AlertmanagerServer;
  let vmalert: Awaited<ReturnType<typeof startVmalert>>;
  beforeAll(async () => {
    metrics = await startVictoriaMetrics();
    alertmanager = await startAlertmanager();
    vmalert = await startVmalert({
      impatient: true,
      addresses: {
        'victoriametrics:8428': `127.0.0.1:${metrics.ports.http}`,
        'alertmanager-gateway:9094': `127.0.0.1:${alertmanager.ports.http}`,
      },
    });
  }, 20 * 60_000);
  afterAll(async () => {
    for (const server of [vmalert, alertmanager, metrics]) await server?.stop();
  });

  const ofServer7 = async () =>
    (await alertmanager.alerts()).filter(({ labels }) => labels.device_name === 'server-7');
  const report = (health: number) =>
    metrics.importText(
      `redfish_health{instance="https://bmc-7",job="redfish",device_name="server-7",system_id="1"} ${health}\n`,
    );

  test('reaches Alertmanager when a rule holds, and ends when it holds no more', async () => {
    await report(1);
    expect(await ofServer7()).toEqual([]);
    const [alert] = await vi.waitFor(
      async () => {
        await report(3);
        const alerts = await ofServer7();
        expect(alerts).not.toEqual([]);
        return alerts;
      },
      { timeout: 30_000, interval: 500 },
    );
    expect(alert).toMatchObject({
      status: { state: 'active' },
      labels: { severity: 'critical' },
      annotations: { summary: expect.any(String) },
    });
    await vi.waitFor(
      async () => {
        await report(1);
        expect(await ofServer7()).toEqual([]);
      },
      { timeout: 30_000, interval: 500 },
    );
  });
});

describe('the configuration of alerts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aiops-alerting-'));
    await installDebian([promtool], () => {});
  }, 10 * 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));
  const broken = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('is accepted by amtool, vmalert and promtool', async () => {
    await checkAlertmanagerConfiguration(repositoryFile('config/alertmanager/alertmanager.yml'));
    await checkRules(join(rules, '*.yml'));
  });

  test('is refused with a reason when it is wrong', async () => {
    const undefinedReceiver = broken('alertmanager.yml', 'route: {receiver: nobody}\nreceivers: []\n');
    await expect(checkAlertmanagerConfiguration(undefinedReceiver)).rejects.toThrow(
      /undefined receiver "nobody"/,
    );
    const badRule = broken('rule.yml', 'groups: [{name: a, rules: [{alert: A, expr: "sum("}]}]\n');
    await expect(checkRules(badRule)).rejects.toThrow(/sum\(/);
  });

  test('has rules that promtool accepts as well', async () => {
    const files = await runProgram('ls', [rules]);
    const paths = files.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(rules, name));
    await runProgram(debianCommand(promtool), ['check', 'rules', ...paths]);
  });
});
