import type { Topology } from '@aiops/contracts';
import type { Health } from '@aiops/runtime';
import { type AuthenticateOptions, login } from '../authenticate.ts';
import { callerKey } from '../caller-key.ts';
import type { EventStream } from '../event-stream.ts';
import type { HandlersOf } from '../handler.ts';
import { openApiDocument } from '../openapi-document.ts';
import type { systemOperations } from '../operations/system-operations.ts';
import { setSession } from '../session-cookie.ts';

/** The network map as the service sees it. */
export interface TopologySource {
  current(): {
    readonly topology: Topology | undefined;
    readonly status: 'ok' | 'stale' | 'unavailable';
  };
}

export interface SystemHandlerOptions extends Pick<AuthenticateOptions, 'tokens' | 'failedLogins'> {
  readonly topology: TopologySource;
  readonly events: EventStream;
  readonly parts: () => Readonly<Record<string, Health>>;
}

/** Answers everything that is not about incidents, runs or mutes. */
export function systemHandlers(options: SystemHandlerOptions): HandlersOf<typeof systemOperations> {
  const document = openApiDocument() as { openapi: string };
  return {
    getTopology() {
      const { topology, status } = options.topology.current();
      return {
        status,
        version: topology?.version ?? null,
        as_of: topology?.as_of ?? null,
        nodes: (topology?.nodes ?? []).map((node) => ({ ...node })),
        edges: (topology?.edges ?? []).map((edge) => ({ ...edge })),
      };
    },
    streamEvents: async ({ caller, request, response }) =>
      options.events.serve(request, response, callerKey(request, caller)),
    getHealth() {
      const parts = options.parts();
      const isWell = Object.values(parts).every(({ up }) => up);
      return {
        status: isWell ? 'ok' : 'degraded',
        parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, { ...part }])),
      };
    },
    getOpenApi: () => document,
    getSession: ({ caller: { name, role, by } }) => ({ name, role, by }),
    async openSession({ body: { token }, request, response }) {
      const { name, role } = login(token, request, options);
      setSession(request, response, token);
      return { name, role, by: 'cookie' };
    },
    async closeSession({ request, response }) {
      setSession(request, response, undefined);
    },
  };
}
