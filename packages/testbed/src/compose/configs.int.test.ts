import { beforeAll, describe, expect, test } from 'vitest';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { checkAlertmanagerConfiguration } from '../servers/alertmanager.ts';
import { checkBlackboxConfiguration } from '../servers/blackbox-exporter.ts';
import { checkHaproxyConfiguration } from '../servers/haproxy.ts';
import { validateCollectorConfiguration } from '../servers/otel-collector.ts';
import { checkPromtailConfiguration } from '../servers/promtail.ts';
import { repositoryFile } from '../servers/repository.ts';
import { checkSyslogConfiguration } from '../servers/syslog-ng.ts';
import { checkRules } from '../servers/vmalert.ts';

const BUILD_TIME = 90 * 60_000;
const config = (path: string) => repositoryFile(`config/${path}`);
const promtool: DebianProgram = { package: 'prometheus', command: 'promtool' };
const vmagent: DebianProgram = { package: 'victoria-metrics', command: 'vmagent' };
const amtool: DebianProgram = { package: 'prometheus-alertmanager', command: 'amtool' };
const shellcheck: DebianProgram = { package: 'shellcheck', command: 'shellcheck' };
const run = (program: DebianProgram, args: readonly string[]) => runProgram(debianCommand(program), args);

beforeAll(() => installDebian([promtool, vmagent, amtool, shellcheck], progressOnStderr), BUILD_TIME);

// Loki is started on its own file in servers/loki.int.test.ts, which says more than a check.
describe('each configuration is accepted by the program that reads it', () => {
  test(
    'OpenTelemetry Collector',
    () => validateCollectorConfiguration(config('otel/otel-collector.yml')),
    BUILD_TIME,
  );
  test('promtail', () => checkPromtailConfiguration(config('promtail/promtail.yml')), BUILD_TIME);
  test('Alertmanager', () => checkAlertmanagerConfiguration(config('alertmanager/alertmanager.yml')));
  test('haproxy', () => checkHaproxyConfiguration(config('haproxy/haproxy.cfg')));
  test('blackbox exporter', () => checkBlackboxConfiguration(config('blackbox-exporter/blackbox.yml')));
  test('syslog-ng', () => checkSyslogConfiguration(config('syslog-ng/syslog-ng.conf')));
  test('vmalert', () => checkRules(config('vmalert/rules/*.yml')));

  test('vmagent, with no key that it does not know', async () => {
    const file = `-promscrape.config=${config('vmagent/vmagent.yml')}`;
    await run(vmagent, [
      '-dryRun',
      '-promscrape.config.strictParse=true',
      file,
      '-remoteWrite.url=http://127.0.0.1:9/',
    ]);
  });

  test('Prometheus, which reads the target files as well', () =>
    run(promtool, ['check', 'config', config('vmagent/vmagent.yml')]));

  test('the shell, with nothing that shellcheck would change', () =>
    run(shellcheck, ['kafka/start.sh', 'kafka/health.sh', 'redis/start.sh', 'grafana/start.sh'].map(config)));
});

test('the alert rules say what they should to given series', () =>
  run(promtool, ['test', 'rules', config('vmalert/tests/alerts.yml')]));

describe('an alert finds its receiver', () => {
  const file = config('alertmanager/alertmanager.yml');
  test.each([
    ['critical', ['severity=critical', 'alertname=HostDown']],
    ['high', ['severity=high', 'alertname=HostCpuHigh']],
    ['low', ['severity=medium', 'alertname=ProbeSlow']],
    ['low', ['severity=low', 'alertname=BmcDown']],
    ['incidents', ['severity=critical', 'alertname=AIOpsRootCause']],
    ['default', ['alertname=SomethingElse']],
  ])('%s: %j', async (receiver, labels) => {
    const routed = await run(amtool, ['config', 'routes', 'test', `--config.file=${file}`, ...labels]);
    expect(routed.map((line) => line.trim()).filter(Boolean)).toEqual([receiver]);
  });
});
