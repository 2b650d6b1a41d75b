import type { CaseFile } from './case-file.ts';
import { createDeployment, type ReplayOptions } from './deployment.ts';
import type { Moment, Prediction } from './prediction.ts';
import { createCaseReader, type RecordedCase } from './recorded-case.ts';

/** A case that is done. */
export interface ReplayedCase {
  readonly predictions: Readonly<Record<Moment, Prediction>>;
  /** Records that were replayed, those of the baseline among them. */
  readonly records: number;
  /** What reading and replaying it took. */
  readonly seconds: number;
}

/** Replays cases one after the other, in one deployment. Several such runs may share `read`. */
export async function* replayCases(
  files: readonly CaseFile[],
  options: ReplayOptions,
  read: (file: CaseFile) => Promise<RecordedCase> = createCaseReader(),
): AsyncGenerator<ReplayedCase> {
  const deployment = createDeployment(options);
  try {
    for (const file of files) {
      const from = options.now();
      const recorded = await read(file);
      const predictions = await deployment.replay(recorded);
      const records = recorded.baseline.length + recorded.records.length;
      yield { predictions, records, seconds: (options.now() - from) / 1_000 };
    }
  } finally {
    await deployment.close();
  }
}
