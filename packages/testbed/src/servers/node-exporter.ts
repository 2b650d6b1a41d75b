import type { DebianProgram } from '../install/debian.ts';
import { debianHttpServer } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';

const program: DebianProgram = { package: 'prometheus-node-exporter', command: 'prometheus-node-exporter' };

/** node_exporter 1.5 of Debian: this machine's own CPU, memory, disks and network. */
export const nodeExporter: ServerDefinition = debianHttpServer({
  name: 'node-exporter',
  summary: 'node_exporter, metrics of this host',
  program,
  port: 9100,
  ready: '/',
  args: (_, http) => [`--web.listen-address=${http}`, '--log.level=warn'],
});
