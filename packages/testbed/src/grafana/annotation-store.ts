/** An annotation as Grafana answers it; times in epoch ms. */
export interface KeptAnnotation {
  readonly id: number;
  time: number;
  timeEnd: number;
  text: string;
  tags: string[];
}

/** What a request says of one; what it does not name stays as it is. */
export interface AnnotationChange {
  readonly text?: string | undefined;
  readonly time?: number | undefined;
  readonly timeEnd?: number | undefined;
  readonly tags?: readonly string[] | undefined;
}

export interface AnnotationQuery {
  readonly tags: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** Of the JSON list, counted in bytes: Grafana's default for `annotations.tags_length`. */
const MOST_TAG_BYTES = 500;
/** Of what stands before and after the first colon of a tag. */
const LONGEST_TAG_PART = 100;

/** What Grafana refuses to keep; the message is that of its answer. */
export class RefusedAnnotation extends Error {
  override readonly name = 'RefusedAnnotation';
}

/** Annotations of one organization, kept by the rules of Grafana's own store. */
export class AnnotationStore {
  readonly #kept = new Map<number, KeptAnnotation>();
  #lastId = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get all(): readonly KeptAnnotation[] {
    return [...this.#kept.values()];
  }

  get(id: number): KeptAnnotation | undefined {
    return this.#kept.get(id);
  }

  add({ text = '', time = 0, timeEnd = 0, tags = [] }: AnnotationChange): KeptAnnotation {
    const kept = { id: this.#lastId + 1, time: time || this.#now(), timeEnd, text, tags: trimmed(tags) };
    validate(kept);
    this.#lastId++;
    this.#kept.set(kept.id, kept);
    return kept;
  }

  /** A text of nothing, a time of 0 and a missing list mean: leave it as it is. False when there is no such annotation. */
  change(id: number, change: AnnotationChange): boolean {
    const known = this.#kept.get(id);
    if (known === undefined) return false;
    const next = {
      ...known,
      text: change.text || known.text,
      time: change.time || known.time,
      timeEnd: change.timeEnd || known.timeEnd,
      tags: change.tags === undefined ? known.tags : trimmed(change.tags),
    };
    validate(next);
    this.#kept.set(id, next);
    return true;
  }

  /** Id 0 stands for every annotation without a dashboard: the trap of grafana#99685. */
  remove(id: number): boolean {
    if (id === 0) this.#kept.clear();
    return id === 0 || this.#kept.delete(id);
  }

  /** The latest end first. */
  find({ tags, from, to, limit }: AnnotationQuery): KeptAnnotation[] {
    return [...this.#kept.values()]
      .filter(({ time, timeEnd }) => !(from > 0 && to > 0) || (time <= to && timeEnd >= from))
      .filter((kept) => carries(kept, trimmed(tags)))
      .sort((a, b) => b.timeEnd - a.timeEnd || b.time - a.time)
      .slice(0, limit || 100);
  }
}

/** A tag without a colon asks for the key alone, and each tag that answers to one of those asked for counts. */
function carries(kept: KeptAnnotation, asked: readonly string[]): boolean {
  const hits = kept.tags.filter((tag) =>
    asked.some((want) => (want.includes(':') ? want === tag : want === tag.split(':', 1)[0])),
  );
  return asked.length === 0 || hits.length === asked.length;
}

/** Spaces around a tag and around its first colon are cut, and a tag is kept once. */
function trimmed(tags: readonly string[]): string[] {
  const clean = tags.map((tag) => {
    const [key = '', ...value] = tag.split(':');
    return [key.trim(), ...(value.length === 0 ? [] : [value.join(':').trim()])].join(':').replace(/:$/, '');
  });
  return [...new Set(clean.filter((tag) => tag !== ''))];
}

/** A missing end is the time itself; an end before it changes places with it. */
function validate(kept: KeptAnnotation): void {
  kept.timeEnd ||= kept.time;
  if (kept.timeEnd < kept.time) [kept.time, kept.timeEnd] = [kept.timeEnd, kept.time];
  const bytes = kept.tags.reduce((sum, tag) => sum + Buffer.byteLength(tag) + 3, 1);
  if (bytes > MOST_TAG_BYTES)
    throw new RefusedAnnotation(
      `tags length (${bytes}) exceeds the maximum allowed (${MOST_TAG_BYTES}): modify the configuration to increase it`,
    );
  for (const tag of kept.tags) {
    const at = tag.indexOf(':');
    const parts = at < 0 ? [tag] : [tag.slice(0, at), tag.slice(at + 1)];
    if (parts.some((part) => part.length > LONGEST_TAG_PART))
      throw new RefusedAnnotation('value too long for type character varying(100)');
  }
}
