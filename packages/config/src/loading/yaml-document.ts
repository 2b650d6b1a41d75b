import {
  constructFromEvents,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE_DOUBLE_QUOTED,
  SCALAR_STYLE_SINGLE_QUOTED,
  type ScalarEvent,
} from 'js-yaml';

/** A YAML text and where everything in it stands. */
export interface YamlDocument {
  /** Undefined for a text without any content. */
  readonly value: unknown;
  /** `line:column` (from 1) of a value or, where the path leads nowhere, of the last step that exists. */
  place(path: readonly PropertyKey[]): string;
  /** `line:column` of the key that a path ends in. */
  keyPlace(path: readonly PropertyKey[]): string;
  /** True when the text itself holds this path. */
  has(path: readonly PropertyKey[]): boolean;
}

/** Reads one YAML document. Throws js-yaml's `YAMLException`, with the place in `mark`. */
export function readYaml(source: string): YamlDocument {
  const events = parseEvents(source, {});
  const documents = constructFromEvents(events, { source });
  const places = locate(events, source);
  const position = (offset: number) => {
    const before = source.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return `${before.split('\n').length}:${offset - lineStart + 1}`;
  };
  const nearest = (path: readonly PropertyKey[]): Place => {
    for (let length = path.length; length > 0; length--) {
      const found = places.get(pathKey(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return { key: 0, value: 0 };
  };
  return {
    value: documents[0],
    place: (path) => position(nearest(path).value),
    keyPlace: (path) => position(nearest(path).key),
    has: (path) => places.has(pathKey(path)),
  };
}

/** How many documents a text holds; `---` starts another. */
export function countDocuments(source: string): number {
  return parseEvents(source, {}).filter((event) => event.type === EVENT_DOCUMENT).length;
}

interface Place {
  readonly key: number;
  readonly value: number;
}

/** A collection that is being walked. */
interface Frame {
  readonly isMapping: boolean;
  readonly path: readonly PropertyKey[];
  /** The key whose value comes next, or the number of items so far. */
  step: PropertyKey | undefined;
  keyOffset: number;
}

const pathKey = (path: readonly PropertyKey[]) => JSON.stringify(path.map(String));

function locate(events: readonly Event[], source: string): Map<string, Place> {
  const places = new Map<string, Place>();
  const stack: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT) stack.push(newFrame(false, []));
    else if (event.type === EVENT_POP) stack.pop();
    else visit(event, source, stack, places);
  }
  return places;
}

function newFrame(isMapping: boolean, path: readonly PropertyKey[]): Frame {
  return { isMapping, path, step: isMapping ? undefined : 0, keyOffset: 0 };
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_DOCUMENT } | { type: typeof EVENT_POP }>;

function visit(event: NodeEvent, source: string, stack: Frame[], places: Map<string, Place>): void {
  const parent = stack.at(-1);
  if (parent === undefined) return;
  if (parent.isMapping && parent.step === undefined) {
    parent.step = event.type === EVENT_SCALAR ? getScalarValue(source, event) : '';
    parent.keyOffset = offsetOf(event) ?? 0;
    return;
  }
  const path = stack.length === 1 ? [] : [...parent.path, parent.step ?? ''];
  const own = offsetOf(event);
  const key = parent.isMapping ? parent.keyOffset : (own ?? 0);
  // A section is best shown by its name; its first entry stands on another line.
  const isCollection = event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE;
  places.set(pathKey(path), { key, value: isCollection ? key : (own ?? key) });
  parent.step = typeof parent.step === 'number' ? parent.step + 1 : undefined;
  if (isCollection) stack.push(newFrame(event.type === EVENT_MAPPING, path));
}

/** Where a node starts in the text; undefined for an empty one, which stands nowhere. */
function offsetOf(event: NodeEvent): number | undefined {
  if (event.type === EVENT_ALIAS) return event.anchorStart - 1;
  if (event.type !== EVENT_SCALAR) return event.start;
  return event.valueStart < 0 ? undefined : event.valueStart - quotes(event);
}

function quotes({ style }: ScalarEvent): number {
  return style === SCALAR_STYLE_SINGLE_QUOTED || style === SCALAR_STYLE_DOUBLE_QUOTED ? 1 : 0;
}
