import { useEffect, useState } from 'preact/hooks';
import { type MetricSample, metricSamples } from './metric-samples.ts';

/** What this process counts, at one moment. */
export interface MetricsLook {
  /** Epoch ms. */
  readonly at: number;
  readonly samples: readonly MetricSample[];
}

export interface MetricsLooks {
  readonly newest: MetricsLook | undefined;
  readonly before: MetricsLook | undefined;
  readonly isFailed: boolean;
}

/** The metrics of the process that serves the page, asked for again whenever `key` changes; with the look before, for rates. */
export function useMetrics(key: string): MetricsLooks {
  const [looks, setLooks] = useState<MetricsLooks>({ newest: undefined, before: undefined, isFailed: false });
  useEffect(() => {
    const abort = new AbortController();
    const look = async () => {
      const response = await fetch('/metrics', { signal: abort.signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const newest = { at: Date.now(), samples: metricSamples(await response.text(), 'aiops_') };
      setLooks((known) => ({ newest, before: known.newest, isFailed: false }));
    };
    look().catch(() => {
      if (!abort.signal.aborted) setLooks((known) => ({ ...known, isFailed: true }));
    });
    return () => abort.abort();
  }, [key]);
  return looks;
}
