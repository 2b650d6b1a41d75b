import { reported } from '../install/progress.ts';
import type { ServerDefinition } from './definition.ts';
import { neo4jJars, neo4jProcess } from './neo4j-process.ts';
import { waitForPort } from './ports.ts';

/** Neo4j Community 5.26 with the user neo4j and the password that the compose file sets by default. */
export const neo4j: ServerDefinition = {
  name: 'neo4j',
  summary: 'Neo4j 5.26, holds the network map',
  kind: 'server',
  needs: [],
  ports: { http: 7474, bolt: 7687 },
  async install(progress) {
    await reported(progress, 'neo4j: fetching with Maven', neo4jJars);
  },
  async start({ ports: { http = 7474, bolt = 7687 }, folder, launch }) {
    await launch(
      await neo4jProcess({ home: folder, boltPort: bolt, httpPort: http, password: 'password123' }),
    );
    await waitForPort(bolt);
    await waitForPort(http);
  },
};
