import type { z } from 'zod';
import type { Role } from '../../runs/actor.ts';

/** One thing that can be asked of the API: what the router serves, what is documented and what is tested comes from this. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** Below /api/v1, with `{name}` for each parameter. */
  readonly path: string;
  /** The least role that may; `anybody` needs no token. */
  readonly role: Role | 'anybody';
  readonly tag: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 204;
  readonly answer: z.ZodType | 'text' | 'events' | 'nothing';
  /** Errors that only this operation has. */
  readonly refusals?: readonly number[];
}

/** Keeps the exact type of an operation, from which that of its handler follows. */
export function operation<const O extends Operation>(given: O): O {
  return given;
}
