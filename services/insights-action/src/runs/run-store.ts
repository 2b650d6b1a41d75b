import type { Records } from '@aiops/runtime';
import { foldRun, isOver, type Run, type RunState } from './run.ts';
import type { RunEntry } from './run-entry.ts';

/** A run in a list. */
export interface RunSummary {
  readonly id: string;
  readonly state: RunState;
  readonly runbook: string;
  readonly incident: string | null;
  readonly device: string | null;
  readonly target: string;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly at: number;
  readonly verified?: string;
  /** Nothing more will happen to it by itself. */
  readonly over: boolean;
  readonly entries: number;
  /** How many of its entries the bus has acknowledged. */
  readonly published: number;
}

/** Runs where every instance sees them, each as the numbered list of its entries. */
export interface RunStore {
  load(id: string): Promise<Run | undefined>;
  /** All entries of a run, in order. */
  history(id: string): Promise<RunEntry[]>;
  /**
   * Adds an entry to the run as it was loaded (undefined: a new one). Undefined when somebody else added one first: then it has to
   * be loaded and thought about again.
   */
  append(run: Run | undefined, entry: RunEntry): Promise<Run | undefined>;
  /** Brings the list up to date with the run; `published` counts entries that the bus has, as before unless given. */
  list(run: Run, published?: number): Promise<void>;
  summary(id: string): Promise<RunSummary | undefined>;
  /** All runs, the newest first. */
  summaries(): Promise<RunSummary[]>;
  /** Lets a run go. */
  drop(id: string): Promise<void>;
  /** Takes a run off the list whose first entry never came to be. */
  unlist(id: string): Promise<void>;
}

/**
 * Keeps runs in records. Entry n of a run is created under a key of its own, which only one can do: that decides between an
 * approval and a denial at the same moment on two instances, and between two that execute it.
 */
export function createRunStore(entries: Records, index: Records): RunStore {
  const keyOf = (id: string, number: number) => `${id}/${number}`;
  const history = async (id: string) => {
    const found: RunEntry[] = [];
    for (let number = 0; ; number += 1) {
      const text = await entries.get(keyOf(id, number));
      if (text === undefined) return found;
      found.push(JSON.parse(text) as RunEntry);
    }
  };
  const summary = async (id: string) => {
    const text = await index.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as RunSummary);
  };
  return {
    history,
    summary,
    async load(id) {
      let run: Run | undefined;
      for (const entry of await history(id)) run = foldRun(run, entry);
      return run;
    },
    async append(run, entry) {
      const isFirst = await entries.create(keyOf(entry.run, run?.entries ?? 0), JSON.stringify(entry));
      return isFirst ? foldRun(run, entry) : undefined;
    },
    async list(run, published) {
      const known = published ?? (await summary(run.id))?.published ?? 0;
      await index.put(run.id, JSON.stringify(summaryOf(run, known)));
    },
    async summaries() {
      return [...(await index.all()).values()]
        .map((text) => JSON.parse(text) as RunSummary)
        .sort((a, b) => b.requestedAt - a.requestedAt || (a.id < b.id ? -1 : 1));
    },
    unlist: (id) => index.delete([id]),
    async drop(id) {
      const count = (await history(id)).length;
      // The list last: what a crash leaves is found again.
      await entries.delete(Array.from({ length: count }, (_, number) => keyOf(id, number)));
      await index.delete([id]);
    },
  };
}

function summaryOf(run: Run, published: number): RunSummary {
  const { id, state, request, plan, requestedBy, requestedAt, at, verdict, entries } = run;
  return {
    id,
    state,
    runbook: request.runbook,
    incident: request.incident,
    device: request.device,
    target: plan.target,
    requestedBy: requestedBy.name,
    requestedAt,
    at,
    ...(verdict === undefined ? {} : { verified: verdict.effect }),
    over: isOver(run),
    entries,
    published,
  };
}
