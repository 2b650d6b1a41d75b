/** Recorded data or labels of a backtest that cannot be used: the message names the file, the place in it and what was expected. */
export class InvalidData extends Error {
  override readonly name = 'InvalidData';
}
