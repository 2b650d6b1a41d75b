import { kafkaRequest, kafkaString } from './kafka-request.ts';

const DESCRIBE_GROUPS = 15;
const LEAVE_GROUP = 13;

/**
 * Takes what is left of a killed process out of its consumer group, as the broker itself does only once the session has timed
 * out. Members are told by the client id of the process.
 */
export async function evictMembers(bootstrapServers: string, group: string, clientId: string): Promise<void> {
  const one = Buffer.from([0, 0, 0, 1]);
  const described = await kafkaRequest(
    bootstrapServers,
    DESCRIBE_GROUPS,
    0,
    Buffer.concat([one, kafkaString(group)]),
  );
  for (const member of membersIn(described).filter((found) => found.clientId === clientId)) {
    const body = Buffer.concat([kafkaString(group), kafkaString(member.id)]);
    await kafkaRequest(bootstrapServers, LEAVE_GROUP, 0, body);
  }
}

/** Ids of the members in an answer to DescribeGroups, version 0, about one group. */
function membersIn(answer: Buffer): { id: string; clientId: string }[] {
  let rest = answer;
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  const int16 = () => take(2).readInt16BE();
  const int32 = () => take(4).readInt32BE();
  const text = () => take(Math.max(0, int16())).toString();
  int32(); // one group
  int16(); // its error code
  for (const _ of ['name', 'state', 'protocol type', 'protocol']) text();
  return Array.from({ length: int32() }, () => {
    const member = { id: text(), clientId: text() };
    text(); // its host
    take(int32()); // what it told about itself
    take(int32()); // what it was assigned
    return member;
  });
}
