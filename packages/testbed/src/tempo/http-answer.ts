/** What a route answers. */
export interface Answer {
  readonly status: number;
  /** None for a body that Tempo sends without one. */
  readonly contentType?: string;
  readonly body: string | Buffer;
}

/** 200 with JSON. */
export function jsonAnswer(body: unknown): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

/** Plain text, as Go's HTTP library sends it. */
export function textAnswer(status: number, body: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

/** A request that cannot be answered; the message is the body of a 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
