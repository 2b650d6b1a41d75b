import { type Answer, BadRequest, jsonAnswer, textAnswer } from './http-answer.ts';
import { writeJson } from './json.ts';
import type { Message } from './otlp-messages.ts';
import { encodeMessage } from './protobuf.ts';
import { inspectedBytes, overlaps, search } from './search.ts';
import { searchRequest, timeRange } from './search-request.ts';
import { scopedTags, tagNames, tagValues, typedTagValues } from './tags.ts';
import type { StoredTrace, TraceStore } from './trace-store.ts';

export interface ApiRequest {
  readonly path: string;
  readonly params: URLSearchParams;
  /** The Accept header. */
  readonly accept: string;
}

interface Context extends ApiRequest {
  readonly store: TraceStore;
  /** What searches see. */
  readonly visible: readonly StoredTrace[];
}

type Route = readonly [path: RegExp, answer: (context: Context, part: string) => Answer];

const protobufType = 'application/protobuf';

const routes: readonly Route[] = [
  [/^\/ready$/, () => textAnswer(200, 'ready\n')],
  [/^\/api\/echo$/, () => textAnswer(200, 'echo\n')],
  [/^\/api\/status\/buildinfo$/, () => jsonAnswer(buildInfo)],
  [/^\/api\/search$/, ({ visible, params }) => jsonAnswer(search(visible, searchRequest(params)))],
  [/^\/api\/search\/tags$/, (context) => jsonAnswer(tagNames(inRange(context), scopeOf(context)))],
  [/^\/api\/v2\/search\/tags$/, (context) => jsonAnswer(scopedTags(inRange(context), scopeOf(context)))],
  [/^\/api\/search\/tag\/([^/]+)\/values$/, (context, tag) => jsonAnswer(tagValues(inRange(context), tag))],
  [
    /^\/api\/v2\/search\/tag\/([^/]+)\/values$/,
    (context, tag) => jsonAnswer(typedTagValues(inRange(context), tag)),
  ],
  [/^\/api\/traces\/([^/]+)$/, traceById],
  [/^\/api\/v2\/traces\/([^/]+)$/, traceByIdV2],
  [/^\/api\/metrics\/query(?:_range)?$/, () => textAnswer(500, withoutLocalBlocks)],
];

const buildInfo = {
  version: '',
  revision: '',
  branch: '',
  buildDate: '',
  buildUser: '',
  goVersion: 'stand-in',
};
const withoutLocalBlocks =
  'error querying generators in Querier.queryRangeRecent: failed to get response from generators: ' +
  'failed to execute f() for 127.0.0.1: rpc error: code = Unknown desc = localblocks processor not found\n';

/** Answers a GET of Tempo's query API. `searchDelayMs` is how long a trace is found by its id only. */
export function answerApi(
  store: TraceStore,
  request: ApiRequest,
  now: number,
  searchDelayMs: number,
): Answer {
  const visible = [...store.all()].filter(({ changedAt }) => changedAt <= now - searchDelayMs);
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(request.path);
    if (match === null) continue;
    try {
      return answer({ ...request, store, visible }, decodeURIComponent(match[1] ?? ''));
    } catch (error) {
      if (error instanceof BadRequest) return textAnswer(400, error.message);
      throw error;
    }
  }
  return textAnswer(404, '404 page not found\n');
}

function inRange({ visible, params }: Context): StoredTrace[] {
  const range = timeRange(params);
  return visible.filter((trace) => overlaps(trace, range));
}

function scopeOf({ params }: Context): string {
  const scope = params.get('scope') ?? '';
  if (!['', 'none', 'intrinsic', 'resource', 'span'].includes(scope))
    throw new BadRequest(`invalid scope: ${scope}`);
  return scope === 'none' ? '' : scope;
}

function traceById({ store, accept }: Context, id: string): Answer {
  const trace = store.get(traceId(id));
  if (trace === undefined) return { status: 404, body: '' };
  const message: Message = { batches: trace.batches };
  if (accept.includes(protobufType))
    return { status: 200, contentType: protobufType, body: encodeMessage('Trace', message) };
  return jsonAnswer(writeJson('Trace', message));
}

/** The second version calls the list as OTLP does, and answers an unknown trace with an empty one. */
function traceByIdV2({ store, accept }: Context, id: string): Answer {
  const trace = store.get(traceId(id));
  if (accept.includes(protobufType)) {
    const response: Message = { trace: { batches: trace?.batches ?? [] } };
    return { status: 200, contentType: protobufType, body: encodeMessage('TraceByIdResponse', response) };
  }
  if (trace === undefined) return jsonAnswer({ trace: {}, metrics: {} });
  const { batches } = writeJson('Trace', { batches: trace.batches });
  return jsonAnswer({
    trace: { resourceSpans: batches },
    metrics: { inspectedBytes: inspectedBytes([trace]) },
  });
}

function traceId(text: string): string {
  const wrong = /[^0-9a-f]/i.exec(text);
  if (wrong !== null)
    throw new BadRequest(
      `trace IDs can only contain hex characters: invalid character '${wrong[0]}' at position ${wrong.index + 1}`,
    );
  if (text.length > 32) throw new BadRequest("trace IDs can't be larger than 128 bits");
  return text.toLowerCase().padStart(32, '0');
}
