/** Where the page is served; every route begins with it. */
export const BASE = '/ui';

/** A place in the page. To add a view: one member here, its path in both functions, and its component in `views.ts`. */
export type Route =
  | { readonly view: 'incidents' }
  | { readonly view: 'incident'; readonly id: string }
  | { readonly view: 'unknown' };

/** The views that the navigation offers, in its order. */
export const NAVIGATION = ['incidents'] as const;

/** The route of a path; `unknown` for one that leads nowhere. */
export function parsePath(path: string): Route {
  const [first = '', second, ...rest] = path.slice(BASE.length).split('/').filter(Boolean).map(decoded);
  if (!isOurs(path) || rest.length > 0) return { view: 'unknown' };
  if (second !== undefined)
    return first === 'incidents' ? { view: 'incident', id: second } : { view: 'unknown' };
  if (first === '' || first === 'incidents') return { view: 'incidents' };
  return { view: 'unknown' };
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
