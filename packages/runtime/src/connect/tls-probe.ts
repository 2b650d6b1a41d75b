import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TlsTrust } from './tls-trust.ts';

/** What a port answers when it is spoken to in TLS. */
export type TlsAnswer =
  | { readonly kind: 'trusted' | 'other protocol' | 'silent' | 'unreachable' }
  | { readonly kind: 'untrusted'; readonly reason: string };

const patienceMs = 3_000;

/** Codes of a handshake that got as far as the server's certificate, and stopped there. */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|CRL|ERR_TLS_CERT/;

/** Speaks to a port in TLS and says nothing else. Never rejects. */
export function probeTls(host: string, port: number, trust: TlsTrust): Promise<TlsAnswer> {
  return new Promise((resolve) => {
    let reached = false;
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ...name, ...trust });
    const answer = (found: TlsAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(found);
    };
    const timer = setTimeout(() => answer({ kind: reached ? 'silent' : 'unreachable' }), patienceMs);
    socket.once('connect', () => {
      reached = true;
    });
    socket.once('secureConnect', () => answer({ kind: 'trusted' }));
    socket.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      if (!reached) answer({ kind: 'unreachable' });
      else if (CERTIFICATE.test(code)) answer({ kind: 'untrusted', reason: message });
      else answer({ kind: 'other protocol' });
    });
  });
}
