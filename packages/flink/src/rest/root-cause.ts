const LONGEST = 400;

/**
 * The last cause of a Java stack trace, in one line: `UnknownTopicOrPartitionException: This server does not host …`. The lines
 * above it say where in Flink it went by, which helps nobody who runs a job.
 */
export function rootCause(trace: string): string {
  const causes = trace
    .split('\n')
    .filter((line) => /^(?:Caused by: )?[\w.$]+(?:Exception|Error)\b/.test(line));
  const last = causes.at(-1) ?? trace.split('\n', 1)[0] ?? '';
  return last
    .replace(/^Caused by: /, '')
    .replace(/^[\w.]+\.(?=[A-Z])/, '')
    .trim()
    .slice(0, LONGEST);
}
