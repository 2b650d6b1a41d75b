import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import helmet from 'helmet';

export interface HttpServerOptions {
  /** What the port serves, for error texts: "health and API". */
  readonly purpose: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Setting or variable that changes the port, for error texts. */
  readonly setting: string;
  readonly routers: readonly Router[];
}

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  /** Refuses new connections, lets requests in hand finish for a moment, then closes. */
  close(): Promise<void>;
}

/** The port is taken or not allowed. The message says which setting changes it. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';
}

const CLOSE_GRACE_MS = 2_000;

/** An express server with safe headers. Rejects with {@link PortUnavailable} when it cannot listen. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  for (const router of options.routers) app.use(router);
  app.use((_request, response) => {
    response.status(404).json({ error: 'not found' });
  });
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const shownHost = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    port,
    url: `http://${shownHost}:${port}`,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function listenError(error: NodeJS.ErrnoException, options: HttpServerOptions): Error {
  const where = `${options.host}:${options.port} (${options.purpose})`;
  if (error.code === 'EADDRINUSE') {
    return new PortUnavailable(
      `Port ${where} is already in use. Stop what uses it, or set ${options.setting} to another port.`,
    );
  }
  return new PortUnavailable(`Cannot listen on ${where}: ${error.message}. Check ${options.setting}.`);
}
