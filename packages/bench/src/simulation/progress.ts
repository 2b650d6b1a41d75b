/** A rewritten line is rewritten this often, in ms; elsewhere a line is written for each of that many parts. */
const REWRITE_EVERY = 100;
const LINES = 10;
const BAR_CELLS = 24;

/** Where progress is told; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells how far a simulation has come: a line that is rewritten on a terminal, else a line now and then. */
export interface Progress {
  /** A series of that kind is done. */
  done(kind: string): void;
  /** All are; takes the line away. */
  end(): void;
}

/** Progress over that many jobs of that many samples each. `now` gives ms. */
export function createProgress(
  stream: ProgressStream,
  { jobs, samples }: { readonly jobs: number; readonly samples: number },
  now: () => number,
): Progress {
  const started = now();
  let done = 0;
  let written = Number.NEGATIVE_INFINITY;
  const line = (kind: string) => {
    const pace = (1000 * done * samples) / Math.max(1, now() - started);
    return `${done} of ${jobs} series  ${Math.round(pace).toLocaleString('en-US')} samples/s  ${kind}`;
  };
  const rewrite = (kind: string) => {
    if (now() - written < REWRITE_EVERY) return;
    written = now();
    const cells = Math.floor((done / jobs) * BAR_CELLS);
    const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
    stream.write(`\r\x1b[K${bar}  ${line(kind)}`);
  };
  return {
    done(kind) {
      const part = Math.floor((done * LINES) / jobs);
      done += 1;
      if (stream.isTTY === true) rewrite(kind);
      else if (Math.floor((done * LINES) / jobs) > part) stream.write(`${line(kind)}\n`);
    },
    end() {
      if (stream.isTTY === true) stream.write('\r\x1b[K');
    },
  };
}
