import { type ImageFamily, tcp } from './image-family.ts';

const CONFIG = '/usr/local/etc/haproxy/haproxy.cfg';

/** haproxy: it listens where its configuration says. */
export const haproxy: ImageFamily = {
  name: 'haproxy',
  images: ['haproxy', 'haproxytech/haproxy-alpine'],
  listens: ({ text }) => {
    const told = (text(CONFIG) ?? '').replaceAll(/#.*/g, '');
    return [...told.matchAll(/^\s*bind\s+\S*?:(\d+)/gm)].map((match) => tcp(Number(match[1])));
  },
  configs: [{ flag: 'f', path: CONFIG }],
  paths: ['/usr/local/etc/haproxy', '/var/lib/haproxy'],
  endpoints: [],
};
