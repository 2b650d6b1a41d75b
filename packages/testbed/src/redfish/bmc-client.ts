import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

export interface BmcLogin {
  readonly username: string;
  readonly password: string;
  /** Whether the certificate of an https BMC must be valid; most are self-signed. */
  readonly verifyTls: boolean;
}

export type Json = Readonly<Record<string, unknown>>;

const timeoutMs = 30_000;
const limitBytes = 4 * 1024 * 1024;

/** Reads a BMC over Redfish: GET only, with the login in each request. */
export class BmcClient {
  readonly #base: URL;
  readonly #login: BmcLogin;

  /** @throws when `host` is no http or https URL. */
  constructor(host: string, login: BmcLogin) {
    const base = URL.canParse(host) ? new URL(host) : undefined;
    if (base === undefined || !/^https?:$/.test(base.protocol))
      throw new Error(`"${host}" is no address of a BMC; expected https://<bmc>`);
    this.#base = base;
    this.#login = login;
  }

  /** A resource by its path. Rejects with the status and path when the BMC refuses it. */
  async get(path: string): Promise<Json> {
    const { status, body } = await this.#ask(new URL(path, this.#base));
    if (status !== 200) throw new Error(`${status}: ${path}: ${body.slice(0, 200)}`);
    return JSON.parse(body) as Json;
  }

  /** The members of the collection that a resource links to; none when it has no such link. */
  async members(resource: Json, link: string): Promise<Json[]> {
    const path = linkOf(resource[link]);
    return path === undefined ? [] : this.linked((await this.get(path)).Members);
  }

  /** The resources of a list of links. */
  async linked(links: unknown): Promise<Json[]> {
    const paths = (Array.isArray(links) ? links : []).map(linkOf).filter((path) => path !== undefined);
    return Promise.all(paths.map((path) => this.get(path)));
  }

  #ask(url: URL): Promise<{ status: number; body: string }> {
    const { username, password, verifyTls } = this.#login;
    const options = {
      timeout: timeoutMs,
      rejectUnauthorized: verifyTls,
      headers: { accept: 'application/json' },
      ...(username === '' ? {} : { auth: `${username}:${password}` }),
    };
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options, (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > limitBytes)
            return request.destroy(new Error(`${url.pathname}: more than ${limitBytes} bytes`));
          chunks.push(chunk);
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      request.once('timeout', () =>
        request.destroy(new Error(`no answer from ${url.host} in ${timeoutMs} ms`)),
      );
      request.once('error', reject);
      request.end();
    });
  }
}

function linkOf(value: unknown): string | undefined {
  const path = (value as Json | null | undefined)?.['@odata.id'];
  return typeof path === 'string' ? path : undefined;
}
