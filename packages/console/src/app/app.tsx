import { useEffect } from 'preact/hooks';
import { connection, lostAt, startLive } from '../live/live.ts';
import { useStore } from '../live/use-store.ts';
import { Age } from '../parts/age.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { Header } from './header.tsx';
import { language } from './language.ts';
import { place } from './location.ts';
import { LoginForm } from './login.tsx';
import { parsePath } from './routes.ts';
import { refreshSession, session } from './session.ts';
import { ShownView } from './shown-view.tsx';

/** How long a lost connection may take to come back before it is worth a word, in ms. */
const SESSION_RETRY_MS = 3_000;

/** The whole page. */
export function App() {
  const { shell } = useWords();
  const { path } = useStore(place);
  const state = useStore(session);
  const lang = useStore(language);
  const route = parsePath(path);
  useEffect(() => {
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    document.title = `${route.view === 'unknown' ? '' : `${shell.views[route.view === 'incident' ? 'incidents' : route.view]} – `}${shell.title}`;
  }, [lang, route.view, shell]);
  useSession();
  return (
    <>
      <Header route={route} />
      <ConnectionBanner />
      <main id="content" tabIndex={-1}>
        {state.status === 'unreachable' && <Notice kind="error" title={shell.unreachable} />}
        {state.status === 'needed' && (
          <section class="card narrow" aria-label={shell.loginTitle}>
            <h1>{shell.loginTitle}</h1>
            <LoginForm onDone={() => undefined} />
          </section>
        )}
        {state.status === 'known' && <ShownView route={route} />}
      </main>
    </>
  );
}

/** Asks again who one is until the API says so; follows its changes as soon as it lets one read. */
function useSession(): void {
  const { status } = useStore(session);
  useEffect(() => {
    if (status === 'known') return startLive(() => void refreshSession());
    if (status === 'needed') return;
    const timer = window.setInterval(() => void refreshSession(), SESSION_RETRY_MS);
    return () => window.clearInterval(timer);
  }, [status]);
}

function ConnectionBanner() {
  const { shell } = useWords();
  const lost = useStore(lostAt);
  if (useStore(connection) !== 'disconnected') return null;
  return (
    <div class="banner">
      <Notice kind="warning" title={shell.disconnected}>
        <p>
          {shell.lastNews} <Age stamp={lost} />
        </p>
      </Notice>
    </div>
  );
}
