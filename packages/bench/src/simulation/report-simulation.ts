import { readFileSync, writeFileSync } from 'node:fs';
import { qualityTable } from './quality-table.ts';
import { replaceSection } from './replace-section.ts';
import { runSimulation, type SimulationOptions, type SimulationResult } from './simulation.ts';

/** Runs the simulation, and writes its table between the marks in the file `table` if one is named. Progress goes to standard error. */
export async function reportSimulation(
  options: SimulationOptions,
  table: string | undefined,
): Promise<SimulationResult> {
  // Before the minutes that it takes: a file without a place for the table is told at once.
  if (table !== undefined) replaceIn(table, '');
  const result = await runSimulation(options, process.stderr, () => performance.now());
  if (table !== undefined) writeFileSync(table, replaceIn(table, qualityTable(result)));
  return result;
}

function replaceIn(file: string, text: string): string {
  try {
    return replaceSection(readFileSync(file, 'utf8'), text);
  } catch (error) {
    throw new Error(`--table ${file}: ${(error as Error).message}`);
  }
}
