import { useMemo } from 'preact/hooks';
import type { Result } from '../live/api-types.ts';
import { Card } from '../parts/card.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { NameList } from '../parts/name-list.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { useWords } from '../words/use-words.ts';
import { evidenceGroups, type Lead, type LogTemplate } from './evidence-groups.ts';
import { anomaliesOf } from './subjects.ts';

const MOST_LINES = 20;
const MOST_QUERIES = 60;
const MOST_NAMES = 4;

/** What logs and traces say, and where to look further. */
export function EvidencePart({ result }: { readonly result: Result }) {
  const { incident: words } = useWords();
  const { logs, traces, queries } = useMemo(() => evidenceGroups(anomaliesOf(result)), [result]);
  if (logs.length + traces.length + queries.length === 0) return null;
  return (
    <Card title={words.evidence} class="part-evidence">
      {logs.length > 0 && (
        <>
          <h3>{words.logs}</h3>
          <ul class="plain">
            {logs.map((log) => (
              <Log key={log.text} log={log} />
            ))}
          </ul>
        </>
      )}
      {traces.length > 0 && (
        <>
          <h3>{words.traces}</h3>
          <Leads leads={traces} />
        </>
      )}
      {queries.length > 0 && (
        <details>
          <summary>{words.queries(queries.length)}</summary>
          <Leads leads={queries.slice(0, MOST_QUERIES)} />
        </details>
      )}
    </Card>
  );
}

function Log({ log: { text, lines, entities } }: { readonly log: LogTemplate }) {
  const { incident } = useWords();
  return (
    <li>
      <pre class="wrapped log">{text}</pre>
      <span class="quiet">
        <NameList names={entities} most={MOST_NAMES} />
      </span>
      {lines.length > 1 && (
        <details>
          <summary>{incident.lines(lines.length)}</summary>
          <pre class="wrapped log">{lines.slice(0, MOST_LINES).join('\n')}</pre>
        </details>
      )}
    </li>
  );
}

function Leads({ leads }: { readonly leads: readonly Lead[] }) {
  return (
    <ul class="plain">
      {leads.map(({ kind, entity, title, query, url }) => (
        <li key={JSON.stringify([kind, entity, title, query, url])} class="lead">
          {url === undefined ? title : <OutsideLink href={url}>{title}</OutsideLink>}
          {query !== undefined && (
            <>
              {' '}
              <code>{query}</code> <CopyButton text={() => query} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
