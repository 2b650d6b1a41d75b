import { Unavailable } from '@aiops/runtime';

/** `unavailable`: asking again later may work. `rejected`: the question itself is wrong, other questions may be fine. */
export type UpstreamFailureKind = 'unavailable' | 'rejected';

/** An upstream gave no usable answer: it was unreachable, refused, or what it sent cannot be trusted. */
export class UpstreamFailed extends Unavailable {
  readonly kind: UpstreamFailureKind;
  /** How long the upstream asked us to wait. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, kind: UpstreamFailureKind = 'unavailable', retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
