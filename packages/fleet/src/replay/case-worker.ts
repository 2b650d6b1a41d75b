import type { CaseUnit } from './case-units.ts';
import { createCaseReader } from './recorded-case.ts';
import { type ReplayedCase, replayCases } from './replay-cases.ts';
import { loadReplayOptions, type ReplaySettings } from './replay-settings.ts';

/** What the process that replays cases is told: the settings first, then one unit after the other. */
export type ToWorker = { readonly settings: ReplaySettings } | { readonly unit: CaseUnit };

/** What it answers: each case that is done, that it is ready for a unit, or why it cannot go on. */
export type FromWorker =
  | { readonly done: ReplayedCase }
  | { readonly ready: true }
  | { readonly failed: { readonly name: string; readonly message: string } };

const read = createCaseReader();
let settings: ReplaySettings | undefined;

process.on('message', (message: ToWorker) => {
  take(message).catch((error: Error) => tell({ failed: { name: error.name, message: error.message } }));
});
process.on('disconnect', () => process.exit(0));

async function take(message: ToWorker): Promise<void> {
  if ('settings' in message) settings = message.settings;
  else if (settings !== undefined)
    for await (const done of replayCases(message.unit, loadReplayOptions(settings), read)) tell({ done });
  tell({ ready: true });
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
