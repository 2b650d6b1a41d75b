import { type ImageFamily, ports } from './image-family.ts';

/** Flink, as it comes and as config/flink/Dockerfile builds it: RPC 6123, REST and page 8081, blobs 6124, TaskManager 6121 and 6122, SQL gateway 8083. */
export const flink: ImageFamily = {
  name: 'Flink',
  images: ['flink', 'apache/flink', 'aiops-flink'],
  listens: ports(6123, 6124, 8081, 6121, 6122, 8083),
  configs: [],
  paths: ['/opt/flink', '/data/flink', '/checkpoints', '/savepoints'],
  endpoints: [],
};
