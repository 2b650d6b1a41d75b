import { printable } from '../backtest/printable.ts';

/** Text of several lines for a terminal, which does not obey anything in it. */
export function terminalText(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
