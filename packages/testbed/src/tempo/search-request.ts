import { BadRequest } from './http-answer.ts';
import { parseTraceql, type TraceQuery } from './traceql/parse.ts';
import { durationNs, TraceqlError } from './traceql/tokens.ts';

/** Longest range of a search, as the real server has it unless configured: a week. */
const longestRangeS = 168 * 3600;

export interface TimeRange {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export interface SearchRequest {
  readonly range: TimeRange | undefined;
  /** TraceQL; undefined for the older search by tags. */
  readonly query: TraceQuery | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly minNs: number | undefined;
  readonly maxNs: number | undefined;
  readonly limit: number;
  readonly spansPerSet: number;
}

/** Reads the parameters of `/api/search`. @throws BadRequest in the words of the real server where they are known. */
export function searchRequest(params: URLSearchParams): SearchRequest {
  const q = params.get('q') ?? '';
  const tags = params.get('tags') ?? '';
  if (q !== '' && tags !== '')
    throw new BadRequest("invalid request: can't specify tags and q in the same query");
  return {
    range: timeRange(params),
    query: q === '' ? undefined : readQuery(q),
    tags: readTags(tags),
    minNs: duration(params, 'minDuration'),
    maxNs: duration(params, 'maxDuration'),
    limit: positive(params, 'limit', 20),
    spansPerSet: positive(params, 'spss', 3),
  };
}

/** `start` and `end` in seconds; undefined when they are not given. @throws BadRequest */
export function timeRange(params: URLSearchParams): TimeRange | undefined {
  const [start, end] = [seconds(params, 'start'), seconds(params, 'end')];
  if (start === undefined || end === undefined) return undefined;
  if (end <= start)
    throw new BadRequest(`http parameter start must be before end. received start=${start} end=${end}`);
  if (end - start > longestRangeS)
    throw new BadRequest(
      `range specified by start and end exceeds 168h0m0s. received start=${start} end=${end}`,
    );
  return { startNs: BigInt(start) * 1_000_000_000n, endNs: BigInt(end) * 1_000_000_000n };
}

function seconds(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name);
  if (text === null || text === '') return undefined;
  if (/^\d+$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  const reason = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  throw new BadRequest(`invalid ${name}: strconv.ParseInt: parsing "${text}": ${reason}`);
}

function positive(params: URLSearchParams, name: string, otherwise: number): number {
  const text = params.get(name);
  if (text === null || text === '') return otherwise;
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
  throw new BadRequest(`invalid ${name}: must be a positive number`);
}

function duration(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name);
  if (text === null || text === '') return undefined;
  const ns = durationNs(text);
  if (ns === undefined) throw new BadRequest(`invalid ${name}: time: invalid duration "${text}"`);
  return ns;
}

function readQuery(q: string): TraceQuery {
  try {
    return parseTraceql(q);
  } catch (error) {
    if (error instanceof TraceqlError) throw new BadRequest(`invalid TraceQL query: ${error.message}`);
    throw error;
  }
}

/** `a=b c="d e"` */
function readTags(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([^\s=]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)];
  return Object.fromEntries(
    pairs.map(([, key, quoted, bare]) => [key, quoted?.replace(/\\(.)/g, '$1') ?? bare]),
  );
}
