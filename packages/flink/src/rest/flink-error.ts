/** Flink refused or failed at what it was asked; the text says what it was and what to do. */
export class FlinkError extends Error {
  override readonly name = 'FlinkError';
}

/** Nothing that is Flink answers at the address. */
export class FlinkUnavailable extends Error {
  override readonly name = 'FlinkUnavailable';
}
