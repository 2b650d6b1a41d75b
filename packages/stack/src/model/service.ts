import type { ImageFamily } from '../catalogue/image-family.ts';
import { type ComposeService, readComposeService } from './compose-service.ts';
import type { Image } from './image.ts';
import type { YamlNode } from './yaml-node.ts';

/** A service of the compose files, and what is known of its image. */
export interface Service extends ComposeService {
  /** What the catalogue knows about its image. */
  readonly family: ImageFamily | undefined;
}

/** Reads a service of a compose file with the variables of an environment. */
export function readService(
  name: string,
  node: YamlNode,
  environment: ReadonlyMap<string, string>,
  familyOf: (image: Image) => ImageFamily | undefined,
): Service {
  const service = readComposeService(name, node, environment);
  return { ...service, family: service.image === undefined ? undefined : familyOf(service.image) };
}
