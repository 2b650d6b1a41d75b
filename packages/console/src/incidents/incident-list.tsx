import { useEffect, useMemo, useState } from 'preact/hooks';
import { navigate, place } from '../app/location.ts';
import { pathOf } from '../app/routes.ts';
import { incidents } from '../live/live.ts';
import { useStore } from '../live/use-store.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { FilterBar } from './filter-bar.tsx';
import { byUrgency, filterFrom, type IncidentFilter, isShown, searchOf } from './incident-filter.ts';
import { IncidentRow } from './incident-row.tsx';
import { listAddress } from './list-address.ts';

/** Rows that are drawn at first, and with each wish for more: a thousand at once would make changes slow. */
const PORTION = 200;

/** All incidents, the most urgent first. */
export function IncidentList() {
  const words = useWords().incidents;
  const { shell } = useWords();
  const { search } = useStore(place);
  const { status, byId, problem } = useStore(incidents);
  const [most, setMost] = useState(PORTION);
  const filter = useMemo(() => filterFrom(search), [search]);
  const all = useMemo(() => [...byId.values()].sort(byUrgency), [byId]);
  const shown = useMemo(() => all.filter((incident) => isShown(incident, filter)), [all, filter]);
  const open = useMemo(() => all.filter(({ state }) => state === 'open').length, [all]);
  useEffect(() => listAddress.set(pathOf({ view: 'incidents' }) + searchOf(filter)), [filter]);
  const change = (next: IncidentFilter) =>
    navigate(pathOf({ view: 'incidents' }) + searchOf(next), { replace: true });
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
        {status === 'ready' && (
          <p class="quiet" role="status">
            {words.summary(open, all.length)}
            {shown.length === all.length ? '' : ` · ${words.shown(shown.length)}`}
          </p>
        )}
      </div>
      {all.length > 0 && <FilterBar filter={filter} onChange={change} />}
      {status === 'loading' && all.length === 0 && <p class="quiet">{shell.loading}</p>}
      <AskFailed title={words.failedTitle} error={problem} isRepeated />
      {status === 'ready' && all.length === 0 && (
        <Notice kind="empty" title={words.emptyTitle}>
          <p>{words.empty}</p>
          <p class="quiet">{words.emptyHint}</p>
        </Notice>
      )}
      {all.length > 0 && shown.length === 0 && (
        <Notice kind="empty" title={words.filteredTitle}>
          <p>{words.filtered(all.length)}</p>
          <button type="button" onClick={() => change({})}>
            {words.reset}
          </button>
        </Notice>
      )}
      {shown.length > 0 && (
        <ul class="rows" aria-label={words.title}>
          {shown.slice(0, most).map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
      {shown.length > most && (
        <button type="button" onClick={() => setMost(most + PORTION)}>
          {shell.more(shown.length - most)}
        </button>
      )}
    </>
  );
}
