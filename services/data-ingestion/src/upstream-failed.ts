import { Unavailable } from '@aiops/runtime';

/** `unavailable`: asking again later may work. `rejected`: the question itself is wrong, other questions may be fine. */
export type UpstreamFailureKind = 'unavailable' | 'rejected';

/** What there was too much of, when the same question about a shorter stretch may be answered. */
export type Excess = 'size' | 'time';

/** An upstream gave no usable answer: it was unreachable, refused, or what it sent cannot be trusted. */
export class UpstreamFailed extends Unavailable {
  readonly kind: UpstreamFailureKind;
  /** How long the upstream asked us to wait. */
  readonly retryAfterMs: number | undefined;
  readonly excess: Excess | undefined;
  constructor(
    message: string,
    kind: UpstreamFailureKind = 'unavailable',
    more: { readonly retryAfterMs?: number | undefined; readonly excess?: Excess } = {},
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs;
    this.excess = more.excess;
  }
}

/** Whether an answer failed only for its size. */
export function isTooLarge(error: unknown): error is UpstreamFailed {
  return error instanceof UpstreamFailed && error.excess === 'size';
}
