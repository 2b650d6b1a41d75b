import { Unavailable } from '@aiops/runtime';
import { z } from 'zod';
import type { WebClient, WebRequest } from '../http/web-client.ts';
import { Refused } from '../sinks/incident-sink.ts';

const annotationSchema = z.looseObject({
  id: z.number().int(),
  time: z.number(),
  timeEnd: z.number().optional(),
  text: z.string().optional(),
  tags: z.array(z.string()).nullish(),
});

/** An annotation as Grafana keeps it. */
export type StoredAnnotation = z.infer<typeof annotationSchema>;

/** What is written of one; times in epoch ms. */
export interface Annotation {
  readonly time: number;
  /** The same as `time` for one that has no end: Grafana then shows a point. */
  readonly timeEnd: number;
  readonly tags: readonly string[];
  readonly text: string;
}

/** The part of Grafana that shows annotations. Rejects as a sink does. */
export interface AnnotationsApi {
  /** Those that carry all the tags, lowest id first. */
  find(tags: readonly string[], signal: AbortSignal): Promise<StoredAnnotation[]>;
  create(annotation: Annotation, signal: AbortSignal): Promise<void>;
  change(id: number, annotation: Annotation, signal: AbortSignal): Promise<void>;
  remove(id: number, signal: AbortSignal): Promise<void>;
}

/** More than this many annotations of one incident are not made by races. */
const MOST_FOUND = 100;
/**
 * No answers about the annotation: a login or a proxy in front that has to be set right, an annotation that was deleted
 * meanwhile. Once that is over, the same request works.
 */
const PASSING = [301, 302, 303, 307, 308, 401, 403, 404, 405, 407, 409];

/**
 * Grafana's `/api/annotations`, which is frozen from Grafana 13 on and goes on to exist. `DELETE` of an id that is no positive
 * whole number would wipe all annotations (grafana#99685): it is never sent.
 */
export function createAnnotationsApi(client: WebClient): AnnotationsApi {
  const send = async (request: WebRequest, signal: AbortSignal) => {
    try {
      return await client.send(request, signal);
    } catch (error) {
      if (!(error instanceof Refused) || !PASSING.includes(error.status ?? 0)) throw error;
      throw new Unavailable(`${error.message}${adviceFor(error.status)}`);
    }
  };
  return {
    async find(tags, signal) {
      const query = { tags, type: 'annotation', limit: MOST_FOUND };
      const text = await send({ method: 'GET', path: '/api/annotations', query }, signal);
      const found = z.array(annotationSchema).safeParse(jsonIn(text));
      if (!found.success)
        throw new Unavailable(
          'Grafana: GET /api/annotations: the answer is no list of annotations; is something else at GRAFANA_URL?',
        );
      return found.data
        .filter((annotation) => tags.every((tag) => annotation.tags?.includes(tag)))
        .sort((a, b) => a.id - b.id);
    },
    async create(annotation, signal) {
      await send({ method: 'POST', path: '/api/annotations', body: annotation }, signal);
    },
    async change(id, annotation, signal) {
      await send({ method: 'PATCH', path: pathOf(id), body: annotation }, signal);
    },
    async remove(id, signal) {
      await send({ method: 'DELETE', path: pathOf(id) }, signal);
    },
  };
}

function pathOf(id: number): string {
  if (!Number.isSafeInteger(id) || id <= 0)
    throw new Error(`annotation ${id} is not touched, because ids are positive whole numbers`);
  return `/api/annotations/${id}`;
}

function adviceFor(status: number | undefined): string {
  if (status === 401 || status === 403)
    return ' (set GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD, to a login that may read, create, change and delete annotations)';
  if (status !== undefined && status < 400) return ' (set GRAFANA_URL to the address that it redirects to)';
  return '';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
