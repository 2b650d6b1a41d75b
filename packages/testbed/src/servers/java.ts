import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** The command that starts Java: the one of JAVA_HOME, or the first on the PATH. Rejects when it does not run. */
export function javaCommand(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const command = home ? join(home, 'bin', 'java') : 'java';
  return new Promise((resolve, reject) =>
    execFile(command, ['-version'], (error) =>
      error === null
        ? resolve(command)
        : reject(
            new Error(
              `${command} does not run (${error.message.trim()}); install a Java runtime of version 17 or newer, ` +
                `for instance openjdk-17-jre-headless`,
              { cause: error },
            ),
          ),
    ),
  );
}
