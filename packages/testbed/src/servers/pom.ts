/** A dependency as `group:artifact:version`, and what of it is left out as `group:artifact`. */
export interface Artifact {
  readonly artifact: string;
  readonly without?: string;
}

/** A POM with nothing but dependencies, for {@link fetchJars} to copy. */
export function pomOf(name: string, dependencies: readonly (string | Artifact)[]): string {
  const lines = dependencies.map((dependency) =>
    dependencyLine(typeof dependency === 'string' ? { artifact: dependency } : dependency),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>aiops.testbed</groupId>
  <artifactId>${name}</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${lines.join('\n')}
  </dependencies>
</project>
`;
}

function dependencyLine({ artifact, without }: Artifact): string {
  const [group, name, version] = artifact.split(':');
  const excluded =
    without === undefined
      ? ''
      : `<exclusions><exclusion>${coordinates(...(without.split(':') as [string, string]))}</exclusion></exclusions>`;
  return `    <dependency>${coordinates(group ?? '', name ?? '')}<version>${version}</version>${excluded}</dependency>`;
}

function coordinates(group: string, name: string): string {
  return `<groupId>${group}</groupId><artifactId>${name}</artifactId>`;
}
