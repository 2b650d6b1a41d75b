import { AccessRefused } from '../errors.ts';
import { probeTls } from './tls-probe.ts';
import type { TlsTrust } from './tls-trust.ts';

/** A server that could not be reached, and the settings that decide how we speak to it. */
export interface Unreached {
  /** `Kafka at kafka:9092`. */
  readonly what: string;
  readonly host: string;
  readonly port: number;
  /** Absent: we did not speak TLS. */
  readonly trust: TlsTrust | undefined;
  /** What switches TLS on: `set KAFKA_SSL_ENABLED=true`. */
  readonly switchOn: string;
  /** What switches it off. */
  readonly switchOff: string;
  /** The setting that names the trusted authorities. */
  readonly caSetting: string;
}

/**
 * Why a connection failed, when TLS is the reason: clients say only that it was closed, or nothing at all. Asks the server
 * once more. Undefined when TLS is not it.
 */
export async function tlsDiagnosis(server: Unreached): Promise<AccessRefused | undefined> {
  const { what, host, port, trust } = server;
  const answer = await probeTls(host, port, trust ?? {});
  if (trust === undefined) {
    if (answer.kind !== 'trusted' && answer.kind !== 'untrusted') return undefined;
    return new AccessRefused(`${what} speaks TLS, and we do not; ${server.switchOn}`);
  }
  switch (answer.kind) {
    case 'untrusted':
      return new AccessRefused(
        `${what} shows a certificate that is not trusted (${answer.reason}); check ${server.caSetting} and the name of the server`,
      );
    case 'other protocol':
    case 'silent':
      return new AccessRefused(`${what} does not answer in TLS; check the port, or ${server.switchOff}`);
    default:
      return undefined;
  }
}
