import { useState } from 'preact/hooks';
import { useStore } from '../live/use-store.ts';
import { useWords } from '../words/use-words.ts';
import { LANGUAGES, type Language, language } from './language.ts';
import { LoginDialog } from './login.tsx';
import { NAVIGATION, pathOf, type Route } from './routes.ts';
import { logOut, session } from './session.ts';
import { THEMES, type Theme, theme } from './theme.ts';

/** The bar above every view: where to go, and who one is. */
export function Header({ route }: { readonly route: Route }) {
  const { shell } = useWords();
  const current = route.view === 'incident' ? 'incidents' : route.view;
  return (
    <header class="bar">
      <a class="skip" href="#content">
        {shell.skip}
      </a>
      <a class="brand" href={pathOf({ view: 'incidents' })}>
        {shell.title}
      </a>
      <nav aria-label={shell.navigation}>
        <ul>
          {NAVIGATION.map((view) => (
            <li key={view}>
              <a href={pathOf({ view })} aria-current={view === current ? 'page' : undefined}>
                {shell.views[view]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Preferences />
    </header>
  );
}

function Preferences() {
  const { shell } = useWords();
  return (
    <section class="preferences" aria-label={shell.settings}>
      <select
        aria-label={shell.language}
        value={useStore(language)}
        onChange={({ currentTarget }) => language.set(currentTarget.value as Language)}
      >
        {LANGUAGES.map((name) => (
          <option key={name} value={name}>
            {shell.languages[name]}
          </option>
        ))}
      </select>
      <select
        aria-label={shell.theme}
        value={useStore(theme)}
        onChange={({ currentTarget }) => theme.set(currentTarget.value as Theme)}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {shell.themes[name]}
          </option>
        ))}
      </select>
      <Who />
    </section>
  );
}

function Who() {
  const { shell } = useWords();
  const state = useStore(session);
  const [dialog, setDialog] = useState({ number: 0, isOpen: false });
  const open = () => setDialog(({ number }) => ({ number: number + 1, isOpen: true }));
  // The browser tells a little later that a dialog was closed: by then somebody may have opened the next one.
  const close = (number: number) =>
    setDialog((now) => (now.number === number ? { ...now, isOpen: false } : now));
  if (state.status === 'unknown' || state.status === 'unreachable') return null;
  const isKnown = state.status === 'known' && state.session.by !== 'nobody';
  return (
    <>
      <span class="who">
        {isKnown ? shell.who(state.session.name, shell.roles[state.session.role]) : shell.anonymous}
      </span>
      {/* One button for both: the keyboard is still at it when the dialog has closed. */}
      <button type="button" onClick={() => (isKnown ? void logOut() : open())}>
        {isKnown ? shell.logout : shell.login}
      </button>
      {dialog.isOpen && <LoginDialog key={dialog.number} onClose={() => close(dialog.number)} />}
    </>
  );
}
