import { useRef, useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import { reasonOf } from '../live/reason-of.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { formatMoment } from '../time/format-time.ts';
import { useWords } from '../words/use-words.ts';
import { MATCH_FIELDS, muteBody } from './mute-body.ts';

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** Adds a mute: what it is about, until when, and why. */
export function MuteForm({ onAdded }: { readonly onAdded: () => void }) {
  const { mutes: words, shell } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isDone, setDone] = useState(false);
  const add = async () => {
    const fields = new FormData(form.current ?? undefined);
    const body = muteBody((name) => String(fields.get(name) ?? ''), Date.now());
    setDone(false);
    setProblem(typeof body === 'string' ? words.problems[body] : undefined);
    if (typeof body === 'string') return;
    try {
      await askApi('addMute', { body });
      form.current?.reset();
      setDone(true);
      onAdded();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  };
  return (
    <Card title={words.add}>
      <form ref={form} class="act-form" onSubmit={(event) => event.preventDefault()}>
        <p class="quiet whole">
          {words.addHint} {words.zone(formatMoment(Date.now()).slice(20))}
        </p>
        {MATCH_FIELDS.map((name) => (
          <label key={name}>
            {words.fields[name]}
            <input name={name} maxLength={1_000} />
          </label>
        ))}
        <label>
          {words.fields.severity}
          <select name="severity">
            <option value="">{words.anySeverity}</option>
            {SEVERITIES.map((name) => (
              <option key={name} value={name}>
                {shell.severity[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.from}
          <input name="from" type="datetime-local" />
        </label>
        <label>
          {words.until}
          <input name="until" type="datetime-local" />
        </label>
        <label class="grow">
          {words.reason}
          <input name="reason" maxLength={1_000} />
        </label>
        <ActButton operation="addMute" kind="primary" onAct={() => void add()}>
          {words.send}
        </ActButton>
      </form>
      {problem !== undefined && <Notice kind="error" title={problem} />}
      <p role="status">{isDone && words.added}</p>
    </Card>
  );
}
