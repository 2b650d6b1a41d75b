import type { Records } from '@aiops/runtime';
import { Conflict, LimitReached } from './refusals.ts';
import type { RunSettings } from './run-policy.ts';

/** One execution that was let begin. */
interface Turn {
  readonly run: string;
  readonly target: string;
  readonly at: number;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * Takes a turn for a run, which counts as an execution from now on, of all instances together. Rejects with {@link LimitReached} when
 * the target rests, the hour is full, or another instance took one at the same moment, and with {@link Conflict} when the
 * run has had its turn. Turns are numbered and each number can be taken once, so that two instances never take the last one.
 */
export async function takeTurn(
  records: Records,
  turn: Turn,
  settings: Pick<RunSettings, 'cooldown' | 'max_per_hour'>,
): Promise<void> {
  const taken = [...(await records.all())]
    .map(([number, text]) => ({ number: Number(number), turn: JSON.parse(text) as Turn }))
    .sort((a, b) => a.number - b.number);
  if (taken.some((former) => former.turn.run === turn.run)) {
    throw new Conflict(`Run ${turn.run} is being executed already, or was. Request a new run.`);
  }
  const since = (span: number) => taken.filter((former) => former.turn.at > turn.at - span);
  const resting = since(settings.cooldown).findLast((former) => former.turn.target === turn.target);
  if (resting !== undefined) {
    const wait = Math.ceil((resting.turn.at + settings.cooldown - turn.at) / 1000);
    throw new LimitReached(
      `Something was run on ${turn.target} less than ${settings.cooldown / 1000} s ago (cooldown). Try again in ${wait} s.`,
    );
  }
  if (since(HOUR_MS).length >= settings.max_per_hour) {
    throw new LimitReached(
      `${settings.max_per_hour} runs were executed within the last hour (max_per_hour). Try again later.`,
    );
  }
  const number = (taken.at(-1)?.number ?? 0) + 1;
  if (!(await records.create(String(number), JSON.stringify(turn)))) {
    throw new LimitReached('Another run was let begin at the same moment. Try again in a moment.');
  }
  const horizon = turn.at - Math.max(HOUR_MS, settings.cooldown);
  await records.delete(taken.filter((former) => former.turn.at < horizon).map((old) => String(old.number)));
}
