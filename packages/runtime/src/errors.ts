/** A dependency cannot be reached now; trying again later may work. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** A server does not let us in, or is not the one we trust. Trying again does not help: a setting has to change. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}

/** A message that can never be processed: it goes to the dead-letter topic. */
export class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage';
  readonly reason:
    | 'not_json'
    | 'not_utf8'
    | 'not_an_object'
    | 'schema'
    | 'tombstone'
    | 'too_large'
    | 'too_deep'
    | 'rejected';
  constructor(reason: InvalidMessage['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Another instance has taken over this task's state; this one must stop writing. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}
