import { useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import type { Incident } from '../live/api-types.ts';
import { reasonOf } from '../live/reason-of.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';
import type { IncidentResponse } from './use-incident-response.ts';

const VERDICTS = ['correct_cause', 'wrong_cause', 'not_an_incident', 'duplicate', 'unsure'] as const;
type Verdict = (typeof VERDICTS)[number];

export interface FeedbackPartProps {
  readonly incident: Incident;
  /** The verdicts that were given. */
  readonly verdicts: IncidentResponse['verdicts'];
  readonly onSent: () => void;
}

/** What people say the incident really was. */
export function FeedbackPart({ incident: { incident, result }, verdicts, onSent }: FeedbackPartProps) {
  const { incident: words } = useWords();
  const [verdict, setVerdict] = useState<Verdict>();
  const [said, setSaid] = useState<{ readonly text: string; readonly isProblem: boolean }>();
  const send = async (form: HTMLFormElement) => {
    if (verdict === undefined) return setSaid({ text: words.chooseFirst, isProblem: true });
    const fields = new FormData(form);
    const text = (name: string) => String(fields.get(name) ?? '').trim() || undefined;
    try {
      const body = { verdict, cause: text('cause'), comment: text('comment') };
      await askApi('giveFeedback', { params: { id: incident.id }, body });
      setSaid({ text: words.thanks, isProblem: false });
      onSent();
    } catch (error) {
      setSaid({ text: reasonOf(error), isProblem: true });
    }
  };
  return (
    <Card title={words.feedback} class="part-feedback">
      <form onSubmit={(event) => event.preventDefault()}>
        <fieldset class="verdicts">
          <legend>{words.feedbackAsk}</legend>
          {VERDICTS.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="verdict"
                value={name}
                checked={verdict === name}
                onChange={() => setVerdict(name)}
              />
              {words.verdicts[name]}
            </label>
          ))}
        </fieldset>
        <div class="feedback-more">
          {verdict === 'wrong_cause' && (
            <label>
              {words.realCause}
              <input name="cause" list="causes" maxLength={200} />
              <datalist id="causes">
                {result.root_cause.candidates.map(({ device }) => (
                  <option key={device} value={device} />
                ))}
              </datalist>
            </label>
          )}
          <label class="grow">
            {words.comment}
            <input name="comment" maxLength={4000} />
          </label>
          <SendButton onSend={send} />
        </div>
        <p role={said?.isProblem ? 'alert' : 'status'}>{said?.text}</p>
      </form>
      <AskFailed title={words.verdictsFailed} error={verdicts.error} />
      <ul class="plain">
        {verdicts.value?.items.map(({ action_id: id, actor, feedback, timestamp }) => (
          <li key={id}>
            <strong>{actor}</strong>: {wordFor(words.verdicts, feedback?.verdict ?? '')} {feedback?.cause}{' '}
            {feedback?.comment}{' '}
            <span class="quiet">
              <Age stamp={timestamp} short />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function SendButton({ onSend }: { readonly onSend: (form: HTMLFormElement) => Promise<void> }) {
  const { incident: words } = useWords();
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  return (
    <span ref={(element) => setForm(element?.closest('form') ?? null)}>
      <ActButton operation="giveFeedback" onAct={() => form !== null && void onSend(form)}>
        {words.send}
      </ActButton>
    </span>
  );
}
