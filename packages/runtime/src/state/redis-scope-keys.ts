/**
 * Where the checkpoints of a scope lie in Redis. `state` with the changes of `older` is the checkpoint before the newest, that
 * with the changes of `newer` the newest. Changes are `=text`, or `-` for "no such entry".
 */
export interface RedisScopeKeys {
  /** Epoch, versions, offsets, and how many entries each of the others has. */
  readonly meta: string;
  readonly state: string;
  readonly older: string;
  readonly newer: string;
}
