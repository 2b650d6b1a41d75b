import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';
import { type Offsets, pathKey } from './source-place.ts';

/** A collection that is being walked: the path to it, and where its next child goes. */
interface Frame {
  readonly path: readonly (string | number)[];
  readonly kind: 'map' | 'list' | 'document';
  index: number;
  /** Key read last; undefined while the next scalar is a key. */
  key: string | undefined;
  keyOffset: number;
}

/**
 * Where each value of a YAML text stands: scalars and list items at themselves, maps and lists that belong to a key at
 * that key. Throws js-yaml's exception when the text is no YAML.
 */
export function yamlOffsets(text: string): Offsets {
  const offsets = new Map<string, number>();
  const frames: Frame[] = [];
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) frames.pop();
    else if (event.type === EVENT_ID.DOCUMENT) frames.push(frame([], 'document'));
    else visit(text, event, frames, offsets);
  }
  return offsets;
}

function visit(text: string, event: Event, frames: Frame[], offsets: Map<string, number>): void {
  const parent = frames.at(-1);
  if (parent === undefined) return;
  const offset = offsetOf(event);
  if (parent.kind === 'map' && parent.key === undefined) {
    parent.key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : '';
    parent.keyOffset = offset;
    return;
  }
  const collection = event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE;
  // An empty value (`name:` and nothing after it) has no offset of its own either.
  const atKey = parent.kind === 'map' && (collection || offset < 0);
  const path = childPath(parent);
  offsets.set(pathKey(path), atKey ? parent.keyOffset : offset);
  if (collection) frames.push(frame(path, event.type === EVENT_ID.MAPPING ? 'map' : 'list'));
}

/** The path of the child that comes now; the parent is ready for the next one afterwards. */
function childPath(parent: Frame): readonly (string | number)[] {
  if (parent.kind === 'document') return [];
  const path = [...parent.path, parent.kind === 'map' ? (parent.key ?? '') : parent.index];
  parent.key = undefined;
  parent.index += 1;
  return path;
}

function offsetOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueEnd > event.valueStart ? event.valueStart : -1;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  return 'start' in event ? event.start : -1;
}

function frame(path: readonly (string | number)[], kind: Frame['kind']): Frame {
  return { path, kind, index: 0, key: undefined, keyOffset: -1 };
}
