import { hostOf, label, parseTimestamp, type Span, toNumber } from '@aiops/contracts';
import { hostLabel } from './host-labels.ts';
import { type SeenName, type Sighting, seenName, seenService } from './sighting.ts';

/** What is remembered of a span while the rest of its trace may still come. Plain JSON. */
export interface SeenSpan {
  readonly id: string;
  readonly parent?: string;
  readonly service: SeenName;
  /** Whom it calls, as the caller names it; absent when it is no call or names nobody. */
  readonly peer?: SeenName & { readonly as: 'peer' | 'address' };
  /** Through a queue or a topic. */
  readonly async: boolean;
  /** End, in epoch ms. */
  readonly at: number;
  /** A span of another service is its child: whom it called is known better than by the caller's name for it. */
  answered: boolean;
}

/** Tags that hold the name of a service that is called, and those that hold its address, most telling first. */
const PEER_ADDRESSES = ['server.address', 'net.peer.name', 'network.peer.address', 'net.peer.ip'] as const;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0)$/i;
const LONGEST_ID = 64;

/** What to remember of a span, undefined when it has no service or no time. */
export function seenSpan(span: Span): SeenSpan | undefined {
  const { kind, tags = {} } = span;
  const site = label(tags, 'site');
  const service = seenService(span.service, site);
  const start = parseTimestamp(span.start_time);
  if (service === undefined || start === undefined || span.span_id.length > LONGEST_ID) return undefined;
  const isCall = kind === 'client' || kind === 'producer';
  const peer = isCall ? peerOf(span, site) : undefined;
  const parent = span.parent_span_id ?? '';
  return {
    id: span.span_id,
    ...(parent === '' || parent.length > LONGEST_ID ? {} : { parent }),
    service,
    ...(peer === undefined ? {} : { peer }),
    async: kind === 'producer' || kind === 'consumer',
    at: Math.floor(start + 1_000 * Math.max(0, toNumber(span.duration))),
    answered: false,
  };
}

/** Where a span's service runs, if its tags say so. */
export function hostSighting(span: Span, service: SeenName): Sighting | undefined {
  const host = seenName(hostLabel(span.tags ?? {}), service.site);
  if (host === undefined) return undefined;
  return {
    kind: 'runs_on',
    relation: 'physical',
    source: 'traces',
    from: service,
    to: { ...host, as: 'host' },
  };
}

/** The call from one service to another, or to whatever it names. */
export function callSighting(from: SeenName, to: Sighting['to'], isAsync: boolean): Sighting {
  return { kind: 'calls', relation: isAsync ? 'async' : 'sync_call', source: 'traces', from, to };
}

function peerOf({ tags = {} }: Span, site: string | undefined): SeenSpan['peer'] {
  const named = seenName(label(tags, 'peer.service'), site);
  if (named !== undefined) return { ...named, as: 'peer' };
  const text = PEER_ADDRESSES.map((name) => label(tags, name)).find((found) => found !== undefined);
  const host = text === undefined ? undefined : hostOf(text);
  const address = host === undefined || LOOPBACK.test(host) ? undefined : seenName(host, site);
  return address === undefined ? undefined : { ...address, as: 'address' };
}
