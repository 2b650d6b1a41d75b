import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@aiops/config';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openChannel } from './open-channel.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channel-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function open(content: string | undefined) {
  const file = join(folder, 'url');
  if (content !== undefined) await writeFile(file, content);
  const [channel] = configSchema.parse({
    insights_action: { notifications: { channels: [{ name: 'ops', kind: 'slack', url_file: file }] } },
  }).insights_action.notifications.channels;
  if (channel === undefined) throw new Error('There is no channel.');
  return openChannel(channel, () => 0);
}

test.each([
  [
    'is not there',
    undefined,
    /\(ops\)\.url_file: expected a readable file, but .*url cannot be read \(ENOENT\)/,
  ],
  ['is empty', '\n', /\(ops\)\.url_file: expected a file that holds something, but .*url is empty/],
  ['holds no address', 'hooks.example.org/T', /\(ops\)\.url_file: expected a file that holds an address/],
  ['holds two lines', 'https://a.example\nhttps://b.example', /expected a file that holds an address/],
  ['holds an address of another kind', 'file:///etc/passwd', /expected a file that holds an address/],
])('a secret whose file %s is refused at the start, and not repeated', async (_name, content, message) => {
  await expect(open(content)).rejects.toThrow(message);
  await expect(open(content)).rejects.not.toThrow(/hooks|a\.example|passwd/);
});

test('one newline at the end of a secret is dropped', async () => {
  const channel = await open('https://hooks.example.org/T\r\n');
  channel.close();
});
