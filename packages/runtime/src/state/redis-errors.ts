import { ReplyError } from 'ioredis';
import { AccessRefused, Unavailable } from '../errors.ts';

/** Answers of Redis that pass by themselves or once its operator acts: worth trying again. */
const TEMPORARY = /^(LOADING|BUSY|OOM|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS)\b/;
const REFUSED_LOGIN = /^(NOAUTH|WRONGPASS)\b|invalid password/;

/**
 * Turns what the Redis client throws into an error that says what to do. `Unavailable` when a later attempt may work:
 * no connection, no answer in time, or a server that cannot write just now. Mistakes in our own code stay as they are.
 */
export function redisError(error: Error, address: string, doing: string): Error {
  if (error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError) return error;
  const what = `${doing} failed: ${error.message}`;
  const options = { cause: error };
  if (!(error instanceof ReplyError))
    return new Unavailable(
      `Redis at ${address} is not reachable: ${error.message}; check REDIS_HOST and REDIS_PORT (${doing})`,
      options,
    );
  if (REFUSED_LOGIN.test(error.message))
    return new AccessRefused(
      `Redis at ${address} refused the login (${error.message.split(' ', 1)[0]}); check REDIS_PASSWORD and REDIS_USERNAME`,
      options,
    );
  if (TEMPORARY.test(error.message))
    return new Unavailable(`Redis at ${address} cannot do this now: ${what}`, options);
  if (/WRONGTYPE/.test(error.message))
    return new Error(
      `Redis at ${address} holds something else under our keys: ${what}; ` +
        'another program uses these names: delete the key or use a Redis database of our own',
      options,
    );
  return new Error(`Redis at ${address}: ${what}`, options);
}
