import type { CaseFile } from './case-file.ts';

/** Cases that have to be replayed one after the other. */
export type CaseUnit = readonly CaseFile[];

/**
 * Splits cases into units that may be replayed at the same time: those of a data set that consist of alerts alone stay together,
 * because they are one running fleet; every other case stands alone. The long units come first.
 */
export function caseUnits(files: readonly CaseFile[]): CaseUnit[] {
  const alerts = new Map<string, CaseFile[]>();
  const others: CaseUnit[] = [];
  for (const file of files) {
    if (file.files.some(({ kind }) => kind !== 'events')) others.push([file]);
    else alerts.set(file.dataset, [...(alerts.get(file.dataset) ?? []), file]);
  }
  const together = [...alerts.values()].sort((a, b) => b.length - a.length);
  return [...together, ...others];
}
