/** Takes one line about work that goes on, without its line end. */
export type Progress = (line: string) => void;

export interface ReportedOptions {
  /** Time to the first line and between lines, 5 s unless set. */
  readonly everyMs?: number;
}

/** Lines to standard error, so that the output of a command stays its own. */
export const progressOnStderr: Progress = (line) => void process.stderr.write(`${line}\n`);

/**
 * Does some work and tells every few seconds that it goes on, for how long, and what it said last about itself.
 * Quick work says nothing; what took long enough for a line is also told when it is done.
 */
export async function reported<T>(
  progress: Progress,
  what: string,
  work: (detail: (text: string) => void) => Promise<T>,
  { everyMs = 5_000 }: ReportedOptions = {},
): Promise<T> {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let latest = '';
  let told = false;
  const timer = setInterval(() => {
    told = true;
    progress(`${what}: ${seconds()}${latest === '' ? '' : `, ${latest}`}`);
  }, everyMs);
  try {
    const result = await work((text) => {
      latest = text;
    });
    if (told) progress(`${what}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
