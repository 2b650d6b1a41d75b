/** Cuts what is in time order into the pieces that lie in one slice of `lengthMs` each. */
export function* timeSlices<T extends { readonly at: number }>(
  ordered: readonly T[],
  lengthMs: number,
): Generator<readonly T[]> {
  let start = 0;
  for (let end = 1; end <= ordered.length; end += 1) {
    const slice = sliceOf(ordered[start], lengthMs);
    if (end < ordered.length && sliceOf(ordered[end], lengthMs) === slice) continue;
    yield ordered.slice(start, end);
    start = end;
  }
}

function sliceOf(item: { readonly at: number } | undefined, lengthMs: number): number {
  return Math.floor((item?.at ?? 0) / lengthMs);
}
