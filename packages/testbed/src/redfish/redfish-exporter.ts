import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BmcClient, type BmcLogin } from './bmc-client.ts';
import { bmcMetrics, prometheusText } from './bmc-metrics.ts';

export interface RedfishExporterOptions {
  /** A free one unless set. */
  readonly port?: number;
  /** Used when a scrape brings no login of its own. */
  readonly login?: BmcLogin;
  /** Told what could not be read; an address never has a password in it. */
  readonly log?: (line: string) => void;
}

export interface RedfishExporter {
  readonly url: string;
  close(): Promise<void>;
}

const noLogin: BmcLogin = { username: '', password: '', verifyTls: true };

/**
 * Stands in for the image gportal/redfish_exporter, which cannot be had here: there is no image registry, and no package
 * registry offers it. Same port, path, parameters (host, username, password, verify_tls), metrics, labels and errors; the BMC
 * behind it is real to it. It differs in that it sends the login with each request and opens no session.
 */
export async function startRedfishExporter(options: RedfishExporterOptions = {}): Promise<RedfishExporter> {
  const server = createServer((request, response) => void answer(request, response, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { login = noLogin, log = () => {} }: RedfishExporterOptions,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://exporter');
  if (request.method !== 'GET' || pathname !== '/metrics') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    return;
  }
  try {
    const bmc = await connect(searchParams.get('host') ?? '', loginOf(searchParams, login));
    const samples = await bmcMetrics(bmc, log).catch((error: Error) => {
      throw new Error(`error collecting metrics: error getting systems: ${error.message}`, { cause: error });
    });
    response
      .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
      .end(prometheusText(samples));
  } catch (error) {
    const { message } = error as Error;
    log(message);
    response
      .writeHead(500, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ error: message }));
  }
}

async function connect(host: string, login: BmcLogin): Promise<BmcClient> {
  try {
    const bmc = new BmcClient(host, login);
    await bmc.get('/redfish/v1/');
    return bmc;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`error connecting to client: error connecting to redfish: ${message}`, { cause: error });
  }
}

function loginOf(params: URLSearchParams, otherwise: BmcLogin): BmcLogin {
  const verify = params.get('verify_tls');
  return {
    username: params.get('username') || otherwise.username,
    password: params.get('password') || otherwise.password,
    verifyTls: verify === 'true' || (verify !== 'false' && otherwise.verifyTls),
  };
}
