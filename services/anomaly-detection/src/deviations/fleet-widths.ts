import type { KeyedState } from '@aiops/runtime';

const PREFIX = 'widths/';
/** Widths kept of each metric; the newest takes the place of the oldest. */
const KEPT = 63;

/** Widths of the usual ranges of a metric, of whichever series told last. Plain JSON. */
interface Widths {
  readonly values: number[];
  next: number;
}

/** How wide the usual ranges of a metric are all over the fleet: what makes a constant series comparable with its kin. */
export interface FleetWidths {
  note(metric: string, width: number): void;
  /** The median width; 0 while nothing is known. */
  median(metric: string): number;
}

export function createFleetWidths(state: KeyedState): FleetWidths {
  return {
    note(metric, width) {
      const key = PREFIX + metric;
      const widths = state.get<Widths>(key) ?? { values: [], next: 0 };
      widths.values[widths.next] = width;
      widths.next = (widths.next + 1) % KEPT;
      state.put(key, widths);
    },
    median(metric) {
      const values = state.get<Widths>(PREFIX + metric)?.values ?? [];
      const sorted = [...values].sort((a, b) => a - b);
      return sorted[sorted.length >> 1] ?? 0;
    },
  };
}
