/** Scores as CSV with the header `timestamp,score`: one row for each data row, with its stamp as it stood there. */
export function scoreCsv(stamps: readonly string[], scores: Float64Array): string {
  const rows = stamps.map((stamp, row) => `${stamp},${scores[row]}\n`);
  return `timestamp,score\n${rows.join('')}`;
}
