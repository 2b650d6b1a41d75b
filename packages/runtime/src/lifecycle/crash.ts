export interface Crash {
  /** Resolves with the first error reported. */
  readonly crashed: Promise<Error>;
  readonly crash: (error: Error) => void;
}

/** How parts deep inside tell that the process cannot go on. */
export function createCrash(): Crash {
  let report: (error: Error) => void = () => undefined;
  const crashed = new Promise<Error>((resolve) => {
    report = resolve;
  });
  return { crashed, crash: (error) => report(error) };
}
