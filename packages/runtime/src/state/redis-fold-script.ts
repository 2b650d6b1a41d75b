/**
 * Puts a part of the older changes of a scope into its state, which changes neither of its checkpoints: each change is either
 * still among the older ones, or in the state as well. So it may end anywhere, and be begun anew from the first.
 *
 * KEYS: meta, state, older. ARGV: epoch; where this part begins, empty at first; most entries and most bytes of a part. Answers
 * a word and a detail: `FOLDED` and where the next part begins, empty when nothing is left; on any other word nothing was
 * changed. A beginning counts for one version only: a part that Redis executes late must not end what it did not begin.
 */
export const redisFoldScript = `
local meta, state, older = KEYS[1], KEYS[2], KEYS[3]
local epoch, begin, most_entries, most_bytes = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local known = redis.call('HMGET', meta, 'epoch', 'entries', 'older_entries', 'version')
if known[1] ~= epoch then return {'FENCED', known[1] or 'none'} end
local changes, version = tonumber(known[3] or 0), known[4]
if changes == 0 then return {'FOLDED', ''} end
local cursor = '0'
if begin ~= '' then
  local begun
  begun, cursor = string.match(begin, '^(%d+):(%d+)$')
  if begun ~= version then return {'OUTDATED', version} end
end
if redis.call('HLEN', state) ~= tonumber(known[2]) then return {'LOST', state} end
if redis.call('HLEN', older) ~= changes then return {'LOST', older} end

local entries, bytes = 0, 0
repeat
  -- One at a time: an entry may be large.
  local page = redis.call('HSCAN', older, cursor, 'COUNT', 1)
  cursor = page[1]
  for i = 1, #page[2], 2 do
    local field, value = page[2][i], page[2][i + 1]
    if value == '-' then redis.call('HDEL', state, field) else redis.call('HSET', state, field, string.sub(value, 2)) end
    entries, bytes = entries + 1, bytes + #field + #value
  end
until cursor == '0' or entries >= most_entries or bytes >= most_bytes

local next_begin = version .. ':' .. cursor
if cursor == '0' then
  redis.call('UNLINK', older)
  changes, next_begin = 0, ''
end
redis.call('HSET', meta, 'entries', redis.call('HLEN', state), 'older_entries', changes)
return {'FOLDED', next_begin}
`;
