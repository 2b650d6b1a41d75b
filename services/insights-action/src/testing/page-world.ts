import type { ConfigInput } from '@aiops/config';
import { adminRouter, type HttpServer, startHttpServer } from '@aiops/runtime';
import type { ApiOptions } from '../api/create-api.ts';
import { pageFolder, readPageFiles } from '../console/page-files.ts';
import { createPageRouter } from '../console/page-router.ts';
import { apiWorld } from './api-world.ts';

/** The page, the API and the figures of the process behind one address, as the service serves them. The page has to be built. */
export async function pageWorld(
  given: Partial<ApiOptions> = {},
  settings: NonNullable<ConfigInput['insights_action']>['api'] = {},
  port = 0,
) {
  const world = await apiWorld(given, { rate_limit: 100_000, ...settings });
  const server: HttpServer = await startHttpServer({
    purpose: 'test',
    host: '127.0.0.1',
    port,
    setting: 'HTTP_PORT',
    routers: [
      adminRouter({ registry: world.metrics.registry, started: () => true, parts: () => ({}) }),
      world.api.router,
      createPageRouter(await readPageFiles(pageFolder())),
    ],
  });
  return {
    ...world,
    port: server.port,
    page: (path = '') => `${server.url}/ui/${path}`,
    /** The token of a role. */
    token: (role: string) => `${role}-token-of-the-tests`,
    async close() {
      world.api.stop();
      await server.close();
      await world.close();
    },
  };
}
