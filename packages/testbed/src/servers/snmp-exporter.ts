import type { DebianProgram } from '../install/debian.ts';
import { configurationText, debianHttpServer, writeLocalised } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';
import { olderSnmpConfiguration } from './snmp-configuration.ts';

const program: DebianProgram = { package: 'prometheus-snmp-exporter', command: 'prometheus-snmp-exporter' };
/** The login of config/snmp-exporter/snmp.yml that the scrape job asks for. */
const login = 'public_v2';

/**
 * snmp_exporter 0.21 of Debian on config/snmp-exporter/snmp.yml. That file is for the image's exporter, which wants another
 * form since 0.23, so the older form is made from it.
 */
export const snmpExporter: ServerDefinition = debianHttpServer({
  name: 'snmp-exporter',
  summary: 'snmp_exporter, asks network devices',
  program,
  port: 9116,
  ready: '/metrics',
  args: async (place, http) => {
    const text = olderSnmpConfiguration(await configurationText('snmp-exporter/snmp.yml'), login);
    const file = await writeLocalised(place, 'snmp.yml', text);
    return [`--config.file=${file}`, `--web.listen-address=${http}`, '--log.level=warn'];
  },
});
