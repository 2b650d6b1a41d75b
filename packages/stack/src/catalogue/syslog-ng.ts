import { type ImageFamily, tcp, udp } from './image-family.ts';

const CONFIG = '/etc/syslog-ng/syslog-ng.conf';

/** syslog-ng: it listens where the sources of its configuration say. */
export const syslogNg: ImageFamily = {
  name: 'syslog-ng',
  images: ['balabit/syslog-ng', 'linuxserver/syslog-ng', 'axoflow/axosyslog'],
  listens: ({ text }) => {
    const told = (text(CONFIG) ?? '').replaceAll(/#.*/g, '');
    const ports = [...told.matchAll(/\bport\((\d+)\)/g)].map((match) => Number(match[1]));
    return (ports.length === 0 ? [514, 601, 6514] : ports).flatMap((port) => [udp(port), tcp(port)]);
  },
  configs: [{ flag: 'cfgfile', path: CONFIG }],
  paths: ['/etc/syslog-ng', '/var/log', '/var/lib/syslog-ng', '/config'],
  endpoints: [],
};
