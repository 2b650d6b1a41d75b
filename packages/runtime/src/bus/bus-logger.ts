type Log = (fields: object, message: string) => void;

/** What a bus says about its own workings; pino's loggers fit. */
export interface BusLogger {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
}

const say: Log = () => {};

/** Says nothing. */
export const silentLogger: BusLogger = { debug: say, info: say, warn: say, error: say };
