import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from './authenticate.ts';
import type { Operation } from './operations/operation.ts';
import type { Operations } from './operations/operations.ts';

type Read<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A request whose role and shape have been checked. */
export interface Call<O extends Operation> {
  readonly params: Read<O['params']>;
  readonly query: Read<O['query']>;
  readonly body: Read<O['body']>;
  readonly caller: Caller;
  readonly request: Request;
  readonly response: Response;
}

type Answer<A> = A extends z.ZodType ? z.input<A> : string;

/**
 * Answers one operation with what is sent, or by itself where there is nothing to send; rejects with a `Problem`, or an error
 * that stands for one.
 */
export type Handler<O extends Operation> = O['answer'] extends 'events' | 'nothing'
  ? (call: Call<O>) => Promise<void>
  : (call: Call<O>) => Answer<O['answer']> | Promise<Answer<O['answer']>>;

/** The handlers of some operations, by name. */
export type HandlersOf<S extends Readonly<Record<string, Operation>>> = {
  readonly [Name in keyof S]: Handler<S[Name]>;
};
export type Handlers = HandlersOf<Operations>;
