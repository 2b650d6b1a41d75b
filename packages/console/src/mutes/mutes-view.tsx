import { useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import type { Mute } from '../live/api-types.ts';
import { reasonOf } from '../live/reason-of.ts';
import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { clock } from '../time/clock.ts';
import { formatSpan } from '../time/format-time.ts';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';
import { muteState } from './mute-body.ts';
import { MuteForm } from './mute-form.tsx';

/** Mutes of notifications: those of the settings, and those that people add and end. */
export function MutesView() {
  const { mutes: words, shell } = useWords();
  const [asked, setAsked] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [isEnded, setEnded] = useState(false);
  const { value, error } = useAnswer('listMutes', {}, String(asked));
  const added = value?.items.filter(({ source }) => source === 'run_time');
  const settings = value?.items.filter(({ source }) => source === 'settings');
  const again = () => setAsked((count) => count + 1);
  const end = async (id: string) => {
    setProblem(undefined);
    setEnded(false);
    try {
      await askApi('removeMute', { params: { id } });
      setEnded(true);
    } catch (refused) {
      setProblem(reasonOf(refused));
    }
    again();
  };
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
        <p class="quiet">{words.intro}</p>
      </div>
      <AskFailed title={words.failed} error={error} />
      <Card title={words.live}>
        {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
        {problem !== undefined && <Notice kind="error" title={problem} />}
        <p role="status">{isEnded && words.ended}</p>
        {added?.length === 0 && <p class="quiet">{words.none}</p>}
        <ul class="plain">
          {added?.map((mute) => (
            <LiveMute key={mute.id} mute={mute} onEnd={() => void end(mute.id)} />
          ))}
        </ul>
      </Card>
      <MuteForm onAdded={again} />
      <Card title={words.settings}>
        <p class="quiet">{words.settingsHint}</p>
        {settings?.length === 0 && <p class="quiet">{words.noSettings}</p>}
        <ul class="plain">
          {settings?.map((mute) => (
            <FixedMute key={mute.id} mute={mute} />
          ))}
        </ul>
      </Card>
    </>
  );
}

function LiveMute({ mute, onEnd }: { readonly mute: Mute; readonly onEnd: () => void }) {
  const { mutes: words } = useWords();
  useStore(clock);
  // Not the time of the last tick: a mute that was just added is in effect.
  const state = muteState(mute, Date.now());
  return (
    <li class="mute">
      <div>
        <span class="tag">{words.states[state]}</span> <Matched match={mute.match} />
        <p>
          {mute.reason} <span class="quiet">{words.by(mute.author)}</span>
        </p>
        <p class="quiet">
          <Age stamp={mute.from} /> – <Age stamp={mute.until} />
        </p>
      </div>
      {state !== 'over' && (
        <ActButton operation="removeMute" onAct={onEnd}>
          {words.end}
        </ActButton>
      )}
    </li>
  );
}

function FixedMute({ mute: { id, match, from, until, every, reason } }: { readonly mute: Mute }) {
  const { mutes: words, shell } = useWords();
  return (
    <li>
      <strong>{id}</strong> <Matched match={match} />
      {reason !== '' && <p>{reason}</p>}
      <p class="quiet">
        {every === undefined ? (
          <>
            <Age stamp={from} /> – <Age stamp={until} />
          </>
        ) : (
          words.every(every.cron, formatSpan(every.duration_s * 1_000, shell), every.zone)
        )}
      </p>
    </li>
  );
}

function Matched({ match }: Pick<Mute, 'match'>) {
  const { mutes: words } = useWords();
  const fields = Object.entries(match);
  if (fields.length === 0) return <strong>{words.everything}</strong>;
  return (
    <>
      {fields.map(([name, values]) => (
        <span key={name} class="matched">
          <span class="quiet">{wordFor(words.fields, name)}</span> <strong>{values.join(', ')}</strong>{' '}
        </span>
      ))}
    </>
  );
}
