import { askApi } from './api-client.ts';
import type { IncidentSummary } from './api-types.ts';

/** So that the first rows are there at once, however many incidents there are. */
const FIRST_PAGE = 100;
const PAGE = 500;

/** All incidents, page after page; `onFirst` is given the first page when there are more. Rejects with `ApiRefused`. */
export async function loadIncidents(
  onFirst: (page: readonly IncidentSummary[]) => void,
): Promise<IncidentSummary[]> {
  const all: IncidentSummary[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? { limit: FIRST_PAGE } : { cursor, limit: PAGE };
    const page = await askApi('listIncidents', { query });
    all.push(...page.items);
    if (cursor === undefined && page.next_cursor !== null) onFirst(page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}
