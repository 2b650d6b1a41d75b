/** An event as a client of server-sent events reads it. */
export interface ReadEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads a stream of server-sent events. */
export async function openEvents(url: string, headers: Readonly<Record<string, string>> = {}) {
  const abort = new AbortController();
  const response = await fetch(`${url}/events`, {
    headers,
    signal: abort.signal,
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    response,
    /** The next `count` events; comments and other fields are skipped. */
    async read(count: number): Promise<ReadEvent[]> {
      const events: ReadEvent[] = [];
      while (events.length < count) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { value, done } = await reader.read();
          if (done) throw new Error(`The stream ended after ${events.length} of ${count} events.`);
          text += decoder.decode(value, { stream: true });
          continue;
        }
        const fields = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
        );
        text = text.slice(end + 2);
        if (!fields.has('data')) continue;
        events.push({
          id: fields.get('id') ?? '',
          event: fields.get('event') ?? '',
          data: fields.get('data') ?? '',
        });
      }
      return events;
    },
    /** Resolves when the other side ends the stream. */
    async ended(): Promise<void> {
      try {
        while (!(await reader.read()).done);
      } catch {
        // Cut off is ended, too.
      }
    },
    close: () => abort.abort(),
  };
}
