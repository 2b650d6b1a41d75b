import { useState } from 'preact/hooks';
import { reasonOf } from '../live/reason-of.ts';
import { Modal } from '../parts/modal.tsx';
import { useWords } from '../words/use-words.ts';
import { logIn } from './session.ts';

/** The form for a token. The token goes to the API and is forgotten here. */
export function LoginForm({ onDone }: { readonly onDone: () => void }) {
  const { shell } = useWords();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const token = String(new FormData(form).get('token') ?? '').trim();
    setBusy(true);
    try {
      await logIn(token);
      form.reset();
      onDone();
    } catch (error) {
      setProblem(reasonOf(error));
    }
    setBusy(false);
  };
  return (
    <form class="login" onSubmit={(event) => void submit(event)}>
      <p class="quiet">{shell.loginHint}</p>
      <label>
        {shell.token}
        <input name="token" type="password" required autocomplete="current-password" />
      </label>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <button type="submit" class="button-primary" disabled={isBusy}>
        {shell.login}
      </button>
    </form>
  );
}

/** The form above the page. */
export function LoginDialog({ onClose }: { readonly onClose: () => void }) {
  const { shell } = useWords();
  return (
    <Modal title={shell.loginTitle} onClose={onClose}>
      <LoginForm onDone={onClose} />
      <button type="button" class="modal-close" onClick={onClose}>
        {shell.cancel}
      </button>
    </Modal>
  );
}
