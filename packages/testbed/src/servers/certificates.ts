import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate and its key, as PEM files. */
export interface KeyPair {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Key and certificate in one file, as Java wants them. */
  readonly bothFile: string;
}

/** A certificate authority that exists for one test run, and what it has signed. */
export interface Certificates {
  readonly caFile: string;
  /** For `localhost` and 127.0.0.1. */
  readonly server: KeyPair;
  /** For a client that shows who it is. */
  readonly client: KeyPair;
  /** A certificate of an authority that has signed none of these. */
  readonly strangerFile: string;
}

const days = '7';
/** Elliptic keys are made at once; RSA ones take a moment each. */
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const run = promisify(execFile);

/** Makes an authority, a server's and a client's certificate in a folder, with the `openssl` of the PATH. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const authority = await selfSigned(folder, 'ca');
  const stranger = await selfSigned(folder, 'stranger');
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  return {
    caFile: authority.certificateFile,
    strangerFile: stranger.certificateFile,
    server: await signed(folder, 'server', authority, `${names}\nextendedKeyUsage=serverAuth,clientAuth\n`),
    client: await signed(folder, 'client', authority, 'extendedKeyUsage=clientAuth\n'),
  };
}

async function selfSigned(folder: string, name: string): Promise<Omit<KeyPair, 'bothFile'>> {
  const pair = { certificateFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
  const files = ['-keyout', pair.keyFile, '-out', pair.certificateFile];
  await openssl('req', '-x509', ...newKey, '-days', days, '-subj', `/CN=testbed ${name}`, ...files);
  return pair;
}

async function signed(
  folder: string,
  name: string,
  authority: Omit<KeyPair, 'bothFile'>,
  extensions: string,
): Promise<KeyPair> {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  const [certificateFile, keyFile, bothFile] = [file('crt'), file('key'), file('pem')];
  await writeFile(file('ext'), extensions);
  await openssl('req', ...newKey, '-subj', `/CN=testbed ${name}`, '-keyout', keyFile, '-out', file('csr'));
  const issuer = ['-CA', authority.certificateFile, '-CAkey', authority.keyFile, '-CAcreateserial'];
  const request = ['-req', '-in', file('csr'), '-days', days, '-extfile', file('ext')];
  await openssl('x509', ...request, ...issuer, '-out', certificateFile);
  await writeFile(bothFile, (await readFile(keyFile, 'utf8')) + (await readFile(certificateFile, 'utf8')), {
    mode: 0o600,
  });
  return { certificateFile, keyFile, bothFile };
}

async function openssl(...args: string[]): Promise<void> {
  try {
    await run('openssl', args);
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    throw new Error(
      code === 'ENOENT'
        ? 'openssl was not found on the PATH; install it: apt-get install openssl'
        : `openssl ${args[0]} failed: ${stderr?.trim() || message}`,
      { cause: error },
    );
  }
}
