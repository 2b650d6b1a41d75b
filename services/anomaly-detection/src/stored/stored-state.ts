import { createPacker, jsonCodec, type StateCodec } from '@aiops/runtime';
import { ENTITY_PREFIX } from '../entity/entity-state.ts';
import { SERIES_PREFIX, type SeriesState } from '../metrics/series.ts';
import { readSubject, type StoredSubject, storedSubject } from './stored-subject.ts';

/**
 * Names of fields in the state of series and entities. One that is missing is written out, so that it may be added; but at the end only, and
 * none may be taken away, unless the format of the state becomes another.
 */
const WORDS =
  'subject stamps newest gaps values late future usual due idleAt skips silent detectors zscore ewma arima seasonal level_shift ' +
  'variance_shift flat_line trend range shape peak statistical active hot since calm calmSince rules lastEnd open growth place told ' +
  'up down size at hour sum count before recent last score tail kind named samples rises falls rate groups mean spread lower upper ' +
  'residual metric query value n unit metrics entity id type name domain series labels rowAt gathered habit';

const { pack, unpack } = createPacker(WORDS.split(' '));

/**
 * Series, and the rows of entities, packed: there are many of them, they are mostly numbers, and they change with every checkpoint.
 * Everything else as JSON.
 */
export const storedState: StateCodec = {
  write(key, value) {
    if (key.startsWith(SERIES_PREFIX)) {
      const { subject } = value as SeriesState;
      return pack(value, { subject: storedSubject(subject) });
    }
    return key.startsWith(ENTITY_PREFIX) ? pack(value) : jsonCodec.write(key, value);
  },
  read(key, text) {
    if (key.startsWith(SERIES_PREFIX)) {
      const stored = unpack(text) as { subject: StoredSubject };
      stored.subject = readSubject(stored.subject, key.slice(SERIES_PREFIX.length));
      return stored;
    }
    return key.startsWith(ENTITY_PREFIX) ? unpack(text) : jsonCodec.read(key, text);
  },
};
