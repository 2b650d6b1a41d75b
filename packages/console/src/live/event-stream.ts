import { retryDelay } from './retry-delay.ts';

/** How the stream of changes is. */
export type Connection = 'connecting' | 'connected' | 'disconnected';

export interface EventStreamOptions {
  readonly url: string;
  /** Told of each event by its name, with its data. */
  readonly on: Readonly<Record<string, (data: string) => void>>;
  /** What was missed is not known: everything has to be loaded. Also called when the stream stands for the first time. */
  readonly onReload: () => void;
  readonly onConnection: (connection: Connection) => void;
}

/**
 * Follows the server-sent events of the API. A lost connection is taken up again by the browser itself, which tells the server what
 * it saw last; where the server refused, a new one is opened after a growing pause. Returns a function that ends it.
 */
export function followEvents({ url, on, onReload, onConnection }: EventStreamOptions): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let failures = 0;
  const open = () => {
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener('open', () => {
      failures = 0;
      onConnection('connected');
    });
    opened.addEventListener('error', () => {
      onConnection('disconnected');
      if (opened.readyState !== EventSource.CLOSED) return;
      opened.close();
      failures += 1;
      timer = window.setTimeout(open, retryDelay(failures));
    });
    for (const name of ['ready', 'reset']) opened.addEventListener(name, onReload);
    for (const [name, take] of Object.entries(on)) {
      opened.addEventListener(name, ({ data }) => take(String(data)));
    }
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}
