/** Where the page is served; every route begins with it. */
export const BASE = '/ui';

/** The views that the navigation offers, in its order. To add one: its name here, and its component in `views.ts`. */
export const NAVIGATION = ['incidents', 'runbooks', 'topology', 'anomalies', 'mutes', 'health'] as const;

/** A place in the page. */
export type Route =
  | { readonly view: (typeof NAVIGATION)[number] }
  | { readonly view: 'incident'; readonly id: string }
  | { readonly view: 'unknown' };

/** The route of a path; `unknown` for one that leads nowhere. */
export function parsePath(path: string): Route {
  const [first = '', second, ...rest] = path.slice(BASE.length).split('/').filter(Boolean).map(decoded);
  if (!isOurs(path) || rest.length > 0) return { view: 'unknown' };
  if (second !== undefined)
    return first === 'incidents' ? { view: 'incident', id: second } : { view: 'unknown' };
  if (first === '') return { view: 'incidents' };
  return { view: NAVIGATION.find((view) => view === first) ?? 'unknown' };
}

/** The path of a route. */
export function pathOf(route: Route): string {
  if (route.view === 'incident') return `${BASE}/incidents/${encoded(route.id)}`;
  return route.view === 'unknown' ? `${BASE}/` : `${BASE}/${route.view}`;
}

/** Whether a path belongs to the page. */
export function isOurs(path: string): boolean {
  return path === BASE || path.startsWith(`${BASE}/`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** An id that a person typed may hold half a character, of which no address can be made. */
function encoded(part: string): string {
  return encodeURIComponent(part.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
