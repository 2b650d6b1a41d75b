import { askApi } from '../live/api-client.ts';
import { ApiRefused } from '../live/api-refused.ts';
import { type Operations, operations } from '../live/api-types.ts';
import { createStore } from '../live/store.ts';
import { useStore } from '../live/use-store.ts';

export type Session = Operations['getSession']['answer'];
export type Role = Session['role'];

/** Who uses the page: `unknown` until the API said, `needed` when it lets nobody read without a token. */
export type SessionState =
  | { readonly status: 'unknown' | 'needed' | 'unreachable' }
  | { readonly status: 'known'; readonly session: Session };

const ROLES: readonly Role[] = ['viewer', 'operator', 'approver', 'admin'];

export const session = createStore<SessionState>({ status: 'unknown' });

/** Asks the API who it takes us for. */
export async function refreshSession(): Promise<void> {
  try {
    session.set({ status: 'known', session: await askApi('getSession') });
  } catch (error) {
    const isRefused = error instanceof ApiRefused && error.status === 401;
    session.set({ status: isRefused ? 'needed' : 'unreachable' });
  }
}

/** Logs in; rejects with `ApiRefused` when the token is not known. */
export async function logIn(token: string): Promise<void> {
  session.set({ status: 'known', session: await askApi('openSession', { body: { token } }) });
}

/** Ends the session; what may be read without one stays readable. */
export async function logOut(): Promise<void> {
  await askApi('closeSession');
  await refreshSession();
}

/** The role that an operation needs and the session has not; undefined when it may. */
export function useMissingRole(name: keyof Operations): Role | undefined {
  return missingRole(useStore(session), name);
}

/** See {@link useMissingRole}. Nobody may change anything without a token, whatever may be read. */
export function missingRole(state: SessionState, name: keyof Operations): Role | undefined {
  const least = operations[name].role;
  if (least === 'anybody') return undefined;
  if (state.status !== 'known') return least;
  const { role, by } = state.session;
  if (by === 'nobody' && least !== 'viewer') return least;
  return ROLES.indexOf(role) >= ROLES.indexOf(least) ? undefined : least;
}
