import { createStore } from '../live/store.ts';
import { isOurs } from './routes.ts';

/** What the address bar says. */
export interface Place {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
}

const here = (): Place => ({ path: location.pathname, search: location.search });

/** Where the page is now. */
export const place = createStore<Place>(here());

/** Goes to a path of the page; `replace` leaves no step to go back to, as while somebody types a filter. */
export function navigate(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  place.set(here());
}

/** Follows the buttons of the browser, and links within the page without loading it again. */
export function followLocation(): void {
  window.addEventListener('popstate', () => place.set(here()));
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.defaultPrevented || !isPlainClick(event) || link.target !== '') return;
    if (link.origin !== location.origin || !isOurs(link.pathname) || link.hash !== '') return;
    event.preventDefault();
    navigate(link.pathname + link.search);
    window.scrollTo(0, 0);
  });
}

function isPlainClick({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}
