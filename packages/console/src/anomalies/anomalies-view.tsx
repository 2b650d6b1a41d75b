import { useState } from 'preact/hooks';
import { navigate, place } from '../app/location.ts';
import { pathOf } from '../app/routes.ts';
import { askApi } from '../live/api-client.ts';
import type { ApiRefused } from '../live/api-refused.ts';
import type { Anomaly } from '../live/api-types.ts';
import { reloads } from '../live/live.ts';
import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { AnomalyCard } from './anomaly-card.tsx';
import { type AnomalyFilter, filterFrom, searchOf } from './anomaly-filter.ts';
import { AnomalyFilterBar } from './anomaly-filter-bar.tsx';

const PAGE = 60;

/** The newest anomalies with their series, whether or not they became part of an incident. */
export function AnomaliesView() {
  const { anomalies: words } = useWords();
  const { search } = useStore(place);
  const [looks, setLooks] = useState(0);
  const filter = filterFrom(search);
  const change = (next: AnomalyFilter) =>
    navigate(pathOf({ view: 'anomalies' }) + searchOf(next), { replace: true });
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
        <button type="button" onClick={() => setLooks(looks + 1)}>
          {words.again}
        </button>
      </div>
      <AnomalyFilterBar filter={filter} onChange={change} />
      <Found
        key={`${searchOf(filter)} ${looks} ${useStore(reloads)}`}
        filter={filter}
        onReset={() => change({})}
      />
    </>
  );
}

interface FoundProps {
  readonly filter: AnomalyFilter;
  readonly onReset: () => void;
}

function Found({ filter, onReset }: FoundProps) {
  const { anomalies: words, shell } = useWords();
  const { value, error } = useAnswer('listAnomalies', { query: { ...filter, limit: PAGE } }, '');
  const [older, setOlder] = useState<readonly Anomaly[]>([]);
  const [cursor, setCursor] = useState<string | null>();
  const [problem, setProblem] = useState<ApiRefused>();
  if (value === undefined && error === undefined) return <p class="quiet">{shell.loading}</p>;
  const next = cursor === undefined ? value?.next_cursor : cursor;
  const more = async () => {
    setProblem(undefined);
    try {
      const page = await askApi('listAnomalies', {
        query: { ...filter, limit: PAGE, cursor: next ?? undefined },
      });
      setOlder((before) => [...before, ...page.items]);
      setCursor(page.next_cursor);
    } catch (refused) {
      setProblem(refused as ApiRefused);
    }
  };
  const all = [...(value?.items ?? []), ...older];
  return (
    <>
      <AskFailed title={words.failed} error={error ?? problem} />
      {value !== undefined && all.length === 0 && (
        <None isFiltered={searchOf(filter) !== ''} onReset={onReset} />
      )}
      {all.length > 0 && (
        <p class="quiet" role="status">
          {words.shown(all.length)}
        </p>
      )}
      <div class="anomalies">
        {all.map((anomaly, number) => (
          <AnomalyCard key={anomaly.anomaly_id ?? number} anomaly={anomaly} />
        ))}
      </div>
      {typeof next === 'string' && (
        <button type="button" onClick={() => void more()}>
          {words.older}
        </button>
      )}
    </>
  );
}

function None({ isFiltered, onReset }: { readonly isFiltered: boolean; readonly onReset: () => void }) {
  const { anomalies: words } = useWords();
  return (
    <Notice kind="empty" title={isFiltered ? words.filteredTitle : words.emptyTitle}>
      <p>{isFiltered ? words.filtered : words.empty}</p>
      {isFiltered && (
        <button type="button" onClick={onReset}>
          {words.reset}
        </button>
      )}
    </Notice>
  );
}
