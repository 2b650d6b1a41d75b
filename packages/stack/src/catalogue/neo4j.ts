import { type ImageFamily, ports } from './image-family.ts';

/** Neo4j Community: browser on 7474, Bolt on 7687. */
export const neo4j: ImageFamily = {
  name: 'Neo4j',
  images: ['neo4j'],
  listens: ports(7474, 7687),
  configs: [],
  paths: ['/data', '/logs', '/plugins', '/import', '/conf', '/var/lib/neo4j'],
  endpoints: [],
};
