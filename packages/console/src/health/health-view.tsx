import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Icon } from '../parts/icon.tsx';
import { Notice } from '../parts/notice.tsx';
import { clock } from '../time/clock.ts';
import { useWords } from '../words/use-words.ts';
import { DeadLetters } from './dead-letters.tsx';
import { DeadPart } from './dead-part.tsx';
import { TrafficPart } from './traffic-part.tsx';
import { useMetrics } from './use-metrics.ts';

/** How the fleet itself is: its parts, what it reads and how far it is behind, and what it could not process. */
export function HealthView() {
  const { health: words, shell } = useWords();
  const key = String(useStore(clock));
  const { value, error } = useAnswer('getHealth', {}, key);
  const metrics = useMetrics(key);
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
        <p class="quiet">{words.intro}</p>
      </div>
      <AskFailed title={words.failed} error={error} isRepeated />
      <Card title={words.parts}>
        {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
        {value !== undefined && (
          <p role="status">
            <strong>{value.status === 'ok' ? words.well : words.degraded}</strong>
          </p>
        )}
        <ul class="plain">
          {Object.entries(value?.parts ?? {}).map(([name, { up, detail, required }]) => (
            <li key={name}>
              <span class={`mark ${up ? 'part-up' : 'part-down'}`}>
                <Icon name={up ? 'check' : 'cross'} />
                {up ? words.up : words.down}
              </span>{' '}
              <strong>{name}</strong>{' '}
              <span class="quiet">
                {detail} {required === false && words.optional}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      {metrics.isFailed && <Notice kind="warning" title={words.noMetrics} />}
      {metrics.newest !== undefined && (
        <>
          <TrafficPart newest={metrics.newest} before={metrics.before} />
          <DeadPart samples={metrics.newest.samples} />
        </>
      )}
      <DeadLetters look={key} />
    </>
  );
}
