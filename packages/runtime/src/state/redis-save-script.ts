/**
 * Makes the staged changes the newest checkpoint of a scope, in one step that takes the same short time however many they are:
 * what was the newest changes becomes the older ones, which have to be folded into the state before.
 *
 * KEYS: meta, state, older, newer, staging. ARGV: epoch; number of this attempt within the epoch; version of the checkpoint that
 * the changes build on, `*` for the newest or `-` for none; offsets as JSON; number of staged changes.
 * Answers a word and a detail; on any word other than `SAVED` the scope is as it was. Everything that can fail comes before
 * the first write, because Redis does not roll back.
 */
export const redisSaveScript = `
local meta, state, older, newer, staging = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
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
local back = base ~= '-' and base ~= version and base == known.before_version
if base ~= '-' and base ~= version and not back then return refuse('MOVED', version) end
local older_entries, newer_entries = tonumber(known.older_entries or 0), tonumber(known.newer_entries or 0)
if base ~= '-' and known.offsets then
  if redis.call('HLEN', state) ~= tonumber(known.entries) then return refuse('LOST', state) end
  if redis.call('HLEN', older) ~= older_entries then return refuse('LOST', older) end
  if not back and redis.call('HLEN', newer) ~= newer_entries then return refuse('LOST', newer) end
end
if base == version and older_entries > 0 then return refuse('UNFOLDED', tostring(older_entries)) end

if base == '-' then
  redis.call('UNLINK', state, older, newer)
  redis.call('HDEL', meta, 'before_version', 'before_offsets')
elseif back then
  redis.call('UNLINK', newer)
elseif known.offsets then
  if newer_entries > 0 then redis.call('RENAME', newer, older) end
  redis.call('HSET', meta, 'before_version', version, 'before_offsets', known.offsets)
end
if staged > 0 then
  redis.call('RENAME', staging, newer)
  redis.call('PERSIST', newer)
end

local next_version = tostring(tonumber(version) + 1)
redis.call('HSET', meta, 'version', next_version, 'offsets', offsets, 'write_epoch', epoch, 'write_attempt', attempt,
  'entries', redis.call('HLEN', state), 'older_entries', redis.call('HLEN', older), 'newer_entries', staged)
return {'SAVED', next_version}
`;
