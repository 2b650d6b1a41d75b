/** The API did not do what it was asked for: why, and what to do about it. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
}
