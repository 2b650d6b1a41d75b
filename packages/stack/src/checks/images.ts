import type { Service } from '../model/service.ts';
import type { Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';

/** Images that may be another one tomorrow, or of which nothing is known. */
export function checkImages(stack: Stack): Problem[] {
  return stack.services.flatMap((service) => {
    const { image, family, node, name } = service;
    if (image === undefined) return [problemAt(node.keyPlace, 'image-missing', `${name} names no image`)];
    const known =
      family === undefined
        ? [
            problemAt(
              image.node.place,
              'unknown-image',
              `nothing is known about the image ${image.repository}, so nothing about ${name} can be checked: add it to the catalogue`,
            ),
          ]
        : [];
    const unpinned = isPinned(service)
      ? []
      : [
          problemAt(
            image.node.place,
            'image-tag',
            `the image of ${name} has ${image.tag === undefined ? 'no tag' : `the tag "${image.tag}"`}, which may mean another image tomorrow: pin a version`,
          ),
        ];
    return [...known, ...unpinned];
  });
}

/** Our own images are built from this tree; anybody else's needs a tag with a number. */
function isPinned({ image, family }: Service): boolean {
  if (image?.digest !== undefined) return true;
  if (family?.ours === true) return image?.tag !== undefined && image.tag !== 'latest';
  return /\d/.test(image?.tag ?? '') && !/latest|nightly|main|master/.test(image?.tag ?? '');
}
