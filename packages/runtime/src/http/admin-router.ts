import { Router } from 'express';
import type { Registry } from 'prom-client';

export interface Health {
  readonly up: boolean;
  readonly detail?: string;
  /** False for what the service can work without: it is shown, but does not make it unready. */
  readonly required?: boolean;
}

export interface AdminRouterOptions {
  readonly registry: Registry;
  /** Whether start-up is complete and shutdown has not begun. */
  readonly started: () => boolean;
  /** Each part with how it is; readiness needs all of them up. */
  readonly parts: () => Readonly<Record<string, Health>>;
}

/**
 * `/healthz`: the process lives and its event loop turns. `/readyz`: it is started and all it needs answers (503 with
 * the reason otherwise). `/metrics`: Prometheus text.
 */
export function adminRouter(options: AdminRouterOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    const parts = options.parts();
    const ready =
      options.started() && Object.values(parts).every((part) => part.up || part.required === false);
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready', started: options.started(), parts });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(options.registry.contentType).send(await options.registry.metrics());
  });
  return router;
}
