/**
 * Makes the staged changes the newest checkpoint of a scope, in one step.
 *
 * KEYS: meta, state, undo, staging. ARGV: epoch; number of this attempt within the epoch; version of the checkpoint that
 * the changes build on, `*` for the newest or `-` for none; offsets as JSON; number of staged changes.
 * Staged and undo values are `=text`, or `-` for "no such entry". Answers a word and a detail; on any word other than
 * `SAVED` the scope is as it was. Everything that can fail comes before the first write, because Redis does not roll back.
 */
export const redisSaveScript = `
local meta, state, undo, staging = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local epoch, attempt, base, offsets, staged = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])

for _, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'hash' and kind ~= 'none' then return {'WRONGTYPE', key .. ' holds a ' .. kind} end
end

local known = {}
local flat = redis.call('HGETALL', meta)
for i = 1, #flat, 2 do known[flat[i]] = flat[i + 1] end

local function refuse(word, detail)
  redis.call('UNLINK', staging)
  return {word, detail}
end

if known.epoch ~= epoch then return refuse('FENCED', known.epoch or 'none') end
if known.write_epoch == epoch and tonumber(attempt) <= tonumber(known.write_attempt) then
  return refuse('OUTDATED', known.write_attempt)
end
local found = redis.call('HLEN', staging)
if found ~= staged then return refuse('INCOMPLETE', tostring(found)) end

local version = known.version or '0'
if base == '*' then base = version end
local back = base ~= '-' and base ~= version and base == known.previous_version
if base ~= '-' and base ~= version and not back then return refuse('MOVED', version) end
if base ~= '-' and known.offsets then
  if redis.call('HLEN', state) ~= tonumber(known.entries) then return refuse('LOST', state) end
  if back and redis.call('HLEN', undo) ~= tonumber(known.undo_entries) then return refuse('LOST', undo) end
end

local function each(key, visit)
  local cursor = '0'
  repeat
    local page = redis.call('HSCAN', key, cursor, 'COUNT', 500)
    cursor = page[1]
    for i = 1, #page[2], 2 do visit(page[2][i], page[2][i + 1]) end
  until cursor == '0'
end
local function put(field, value)
  if value == '-' then redis.call('HDEL', state, field) else redis.call('HSET', state, field, string.sub(value, 2)) end
end

local before, before_version = known.offsets, version
if base == '-' then
  redis.call('UNLINK', state)
  before = nil
elseif back then
  each(undo, put)
  before, before_version = known.previous_offsets, known.previous_version
end
redis.call('UNLINK', undo)
each(staging, function(field, value)
  if before then
    local present = redis.call('HGET', state, field)
    redis.call('HSETNX', undo, field, present and '=' .. present or '-')
  end
  put(field, value)
end)
redis.call('UNLINK', staging)

local next_version = tostring(tonumber(version) + 1)
redis.call('HSET', meta, 'version', next_version, 'offsets', offsets, 'write_epoch', epoch, 'write_attempt', attempt,
  'entries', redis.call('HLEN', state), 'undo_entries', redis.call('HLEN', undo))
if before then
  redis.call('HSET', meta, 'previous_version', before_version, 'previous_offsets', before)
else
  redis.call('HDEL', meta, 'previous_version', 'previous_offsets')
end
return {'SAVED', next_version}
`;
