import { readFileSync } from 'node:fs';
import { exporterLogin } from './exporter-configuration.ts';
import { startRedfishExporter } from './redfish-exporter.ts';

const [port, configuration] = process.argv.slice(2);
const exporter = await startRedfishExporter({
  port: Number(port ?? 9096),
  ...(configuration === undefined ? {} : { login: exporterLogin(readFileSync(configuration, 'utf8')) }),
  log: (line) => void process.stdout.write(`${line}\n`),
});
process.stdout.write(`the stand-in for redfish_exporter answers at ${exporter.url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void exporter.close().then(() => process.exit(0)));
