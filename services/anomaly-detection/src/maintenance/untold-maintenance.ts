import type { EventMessage } from '@aiops/contracts';
import type { KeyedState } from '@aiops/runtime';

/** An event that has an id. */
export type IdentifiedEvent = EventMessage & { readonly event_id: string };

/** An event that waits for its domain. Plain JSON, part of the state. */
interface Untold {
  readonly event: IdentifiedEvent;
  readonly domain: string;
  /** First event time of the domain; null before. */
  watermark: number | null;
}

/** An event whose domain has been seen, with the event time at which it was. */
export type TellableEvent = Untold & { readonly watermark: number };

/** Events kept; of more the oldest goes. */
const MAX_UNTOLD = 1_000;

/**
 * Events about maintenance that one input cannot number yet, because it has seen nothing of their domain: what follows from them must not
 * depend on when they are read, so they wait for the first event time there.
 */
export interface UntoldMaintenance {
  hold(event: IdentifiedEvent, domain: string): void;
  /** The domain is seen for the first time. */
  seen(domain: string, watermark: number): void;
  /** Hands out, once, those whose domain has been seen. */
  release(): readonly TellableEvent[];
}

export function createUntoldMaintenance(state: KeyedState, topic: string): UntoldMaintenance {
  const key = `untold-maintenance/${topic}`;
  let untold = state.get<Untold[]>(key) ?? [];
  let ready = untold.filter(isTellable).length;
  const keep = (next: Untold[]) => {
    untold = next;
    ready = untold.filter(isTellable).length;
    state.put(key, untold);
  };
  return {
    hold(event, domain) {
      keep([...untold, { event, domain, watermark: null }].slice(-MAX_UNTOLD));
    },
    seen(domain, watermark) {
      if (untold.every((one) => one.domain !== domain)) return;
      keep(untold.map((one) => (one.domain === domain ? { ...one, watermark } : one)));
    },
    release() {
      if (ready === 0) return [];
      const released = untold.filter(isTellable);
      keep(untold.filter((one) => !isTellable(one)));
      return released;
    },
  };
}

function isTellable(one: Untold): one is TellableEvent {
  return one.watermark !== null;
}
