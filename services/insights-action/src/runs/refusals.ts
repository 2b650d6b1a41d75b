/** A request about runs that is understood and not done; the text says why and what to do. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
}

/** The actor may not do this. */
export class Forbidden extends Refusal {
  override readonly name = 'Forbidden';
}

/** The run, the runbook or the request does not allow it as it is now. */
export class Conflict extends Refusal {
  override readonly name = 'Conflict';
}

/** An approval that holds no longer. */
export class Expired extends Refusal {
  override readonly name = 'Expired';
}

/** No run has this id. */
export class NotFound extends Refusal {
  override readonly name = 'NotFound';
}

/** Nothing runs now: the stop switch is on, or the audit log cannot be written. */
export class Stopped extends Refusal {
  override readonly name = 'Stopped';
}

/** Too much has run lately. */
export class LimitReached extends Refusal {
  override readonly name = 'LimitReached';
}
