import { useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import type { Operations } from '../live/api-types.ts';
import { reasonOf } from '../live/reason-of.ts';
import type { Awaited } from '../live/use-answer.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Age } from '../parts/age.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';

export interface SwitchPartProps {
  readonly books: Awaited<Operations['listRunbooks']['answer']>;
  readonly onChange: () => void;
}

/** Whether anything may be executed, and the switch for that. */
export function SwitchPart({ books: { value }, onChange }: SwitchPartProps) {
  const { runbooks: words } = useWords();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  if (value === undefined) return null;
  const act = async (change: () => Promise<unknown>) => {
    setProblem(undefined);
    try {
      await change();
      setReason('');
      onChange();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  };
  const stop = () => {
    const said = reason.trim();
    if (said === '') setProblem(words.reasonFirst);
    else void act(() => askApi('stopRunbooks', { body: { reason: said } }));
  };
  const { stopped } = value;
  return (
    <Card title={words.switch}>
      {stopped === null ? (
        <div class="act-form">
          <p>{words.mayRun}</p>
          <label class="grow">
            {words.reason}
            <input
              value={reason}
              maxLength={1_000}
              onInput={({ currentTarget }) => setReason(currentTarget.value)}
            />
          </label>
          <ActButton operation="stopRunbooks" kind="danger" onAct={stop}>
            {words.stop}
          </ActButton>
          <p class="quiet whole">{words.stopHint}</p>
        </div>
      ) : (
        <Notice kind="warning" title={words.stopped}>
          <p>
            {words.stoppedBy(stopped.by, stopped.reason)} · <Age stamp={stopped.at} />
          </p>
          <ActButton
            operation="resumeRunbooks"
            kind="primary"
            onAct={() => void act(() => askApi('resumeRunbooks', { body: {} }))}
          >
            {words.resume}
          </ActButton>
        </Notice>
      )}
      {problem !== undefined && <Notice kind="error" title={problem} />}
    </Card>
  );
}
