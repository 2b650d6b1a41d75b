/** Scores as CSV with the header `timestamp,score`: one row for each data row, with its stamp as it stood there. */
export function scoreCsv(stamps: readonly string[], scores: Float64Array): string {
  const rows = stamps.map((stamp, row) => `${cellOf(stamp)},${scores[row]}\n`);
  return `timestamp,score\n${rows.join('')}`;
}

/** ISO 8601 knows a comma before the fraction of a second. */
function cellOf(stamp: string): string {
  return stamp.includes(',') ? `"${stamp}"` : stamp;
}
