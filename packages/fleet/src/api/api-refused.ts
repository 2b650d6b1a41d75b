/** The API did not do what it was asked for: why, and what to do about it. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  /** HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}
