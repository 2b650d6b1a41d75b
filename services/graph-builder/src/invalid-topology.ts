/** The topology files cannot be used. The message has one line per problem: `file:line:column path: what is wrong`. */
export class InvalidTopology extends Error {
  override readonly name = 'InvalidTopology';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
