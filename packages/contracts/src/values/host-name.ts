/** An instance without its port: `10.0.0.1:9100` → `10.0.0.1`, `[::1]:9100` → `::1`. A bare IPv6 address stays whole. */
export function withoutPort(instance: string): string {
  if (instance.startsWith('[')) return /^\[([^\]]+)\](?::\d+)?$/.exec(instance)?.[1] ?? instance;
  const colon = instance.indexOf(':');
  return colon < 0 || colon !== instance.lastIndexOf(':') ? instance : instance.replace(/:\d+$/, '');
}

/**
 * The host that an `instance`, `target` or `host` label names: without the scheme and path of an URL, the port, and the
 * dot at the end of a full domain name. Case is kept.
 */
export function hostOf(instance: string): string {
  const text = instance.trim();
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(text)?.[1] ?? text;
  const host = withoutPort(authority);
  return host.length > 1 && host.endsWith('.') ? host.slice(0, -1) : host;
}

/** True for an IPv4 or IPv6 address, which has no domain part. */
export function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || isIpv6(host);
}

/** The one spelling under which a host is looked up: lower case, an IPv6 address with all groups and no zone. */
export function canonicalHost(host: string): string {
  const text = host.trim().toLowerCase();
  return isIpv6(text) ? canonicalIpv6(text) : text;
}

function isIpv6(host: string): boolean {
  return /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?:%.+)?$/i.test(host);
}

function canonicalIpv6(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const left = groups(head);
  const right = groups(tail ?? '');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array<string>(gap).fill('0'), ...right];
  return all.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
