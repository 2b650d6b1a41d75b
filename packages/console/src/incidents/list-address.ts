import { pathOf } from '../app/routes.ts';
import { createStore } from '../live/store.ts';

/** Where the list was last looked at, with its filters: the way back from an incident leads there. */
export const listAddress = createStore(pathOf({ view: 'incidents' }));
