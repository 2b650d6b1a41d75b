/** Recorded data that cannot be read. The message begins with the file and, where there is one, the line. */
export class InvalidRecording extends Error {
  override readonly name = 'InvalidRecording';
}
