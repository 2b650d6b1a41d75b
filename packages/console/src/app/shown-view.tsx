import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import type { Route } from './routes.ts';
import { pathOf } from './routes.ts';
import { views } from './views.ts';

/** The view of a route. */
export function ShownView({ route }: { readonly route: Route }) {
  const { shell } = useWords();
  if (route.view === 'unknown') {
    return (
      <Notice kind="empty" title={shell.unknownPage}>
        <a href={pathOf({ view: 'incidents' })}>{shell.backToList}</a>
      </Notice>
    );
  }
  return (
    <Guarded key={pathOf(route)}>
      <Lazy route={route} />
    </Guarded>
  );
}

function Lazy({ route }: { readonly route: Exclude<Route, { view: 'unknown' }> }) {
  const { shell } = useWords();
  const [loaded, setLoaded] = useState<{ view: ComponentType<Route> } | Error>();
  useEffect(() => {
    views[route.view]().then(
      (view) => setLoaded({ view }),
      (error: Error) => setLoaded(error),
    );
  }, [route.view]);
  if (loaded === undefined) return <p class="quiet">{shell.loading}</p>;
  if (loaded instanceof Error) return <Failed error={loaded} />;
  return <loaded.view {...route} />;
}

/** What a failing view leaves of the page: everything else, and what to do. */
class Guarded extends Component<{ readonly children: ComponentChildren }, { readonly error?: Error }> {
  static override getDerivedStateFromError = (error: Error) => ({ error });

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failed error={error} />;
  }
}

function Failed({ error }: { readonly error: Error }) {
  const { shell } = useWords();
  return (
    <Notice kind="error" title={shell.failedView}>
      <pre class="wrapped">{error.message}</pre>
      <button type="button" onClick={() => location.reload()}>
        {shell.reload}
      </button>
    </Notice>
  );
}
