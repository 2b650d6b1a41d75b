/**
 * Does work under a signal that is aborted, with its reason, as soon as one of several is. It listens to them only until the work is over: on
 * Node 20 `AbortSignal.any` leaves something behind in a signal that lives on, for each call.
 */
export async function underSignals<T>(
  signals: readonly AbortSignal[],
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const ends = signals.map((signal) => {
    const abort = () => either.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
  try {
    return await work(either.signal);
  } finally {
    for (const end of ends) end();
  }
}
