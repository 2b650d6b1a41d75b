/**
 * Writes a field of a hash if it still has the value that was read. KEYS: hash. ARGV: field, value, and the value that was read, absent when
 * there was none. Answers 1 when it was written.
 */
export const redisReplaceScript = `
local found = redis.call('HGET', KEYS[1], ARGV[1])
if found ~= (ARGV[3] or false) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;
