import type { Problem } from './api-types.ts';

/** What went wrong with a request, for people. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  /** 0 when no answer came. */
  readonly status: number;
  /** What is wrong with each field. */
  readonly errors: NonNullable<Problem['errors']>;

  constructor(status: number, detail: string, errors: NonNullable<Problem['errors']> = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}
