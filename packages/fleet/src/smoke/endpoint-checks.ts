import { setTimeout as sleep } from 'node:timers/promises';
import { addresses, baseUrl, type Surroundings } from './addresses.ts';
import { askAddress } from './ask-address.ts';
import { type Check, CheckFailed } from './check.ts';

/** How long a part that is just starting is asked again, and how often. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 500;

/** Each part that can be asked over the network says that it is ready. `whereToLook` is advice for a part by name. */
export function endpointChecks(
  around: Surroundings,
  whereToLook: (part: string) => string,
  patienceMs = PATIENCE_MS,
): Check[] {
  return addresses.map(({ part, variable, path, anyStatus = false }) => {
    const url = baseUrl(part, around) + path;
    const advice = `${whereToLook(part)}; is it elsewhere, set ${variable}; without it, --skip ${part}`;
    return { part, title: `${part} answers`, run: () => untilReady({ url, anyStatus }, advice, patienceMs) };
  });
}

interface Question {
  readonly url: string;
  readonly anyStatus: boolean;
}

async function untilReady({ url, anyStatus }: Question, advice: string, patienceMs: number): Promise<string> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      const { status, text } = await askAddress(url, {}, advice);
      if (status === 200 || anyStatus) return url;
      throw new CheckFailed(`${url}: status ${status}${because(text)}`, advice);
    } catch (error) {
      if (Date.now() + PAUSE_MS > deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

/** Our services say in /readyz which part of theirs is down; others say it in a line of text. */
function because(text: string): string {
  const parts = partsOf(text);
  const down = Object.entries(parts ?? {}).filter(([, part]) => !part.up && part.required !== false);
  if (parts !== undefined) return down.map(([name, { detail = 'down' }]) => `, ${name}: ${detail}`).join('');
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line === '' ? '' : `, ${line.slice(0, 200)}`;
}

type Parts = Readonly<Record<string, { up: boolean; detail?: string; required?: boolean }>>;

function partsOf(text: string): Parts | undefined {
  try {
    return (JSON.parse(text) as { parts?: Parts } | null)?.parts;
  } catch {
    return undefined;
  }
}
