import { ABSENT, fileSignature, type Watch, watchSignature } from './watch-signature.ts';

/** Looks at a file every `interval` ms and tells when it has changed and is not being written any more: {@link watchSignature}. */
export function watchFile(
  path: string,
  interval: number,
  onChange: (file: { readonly isThere: boolean }) => void,
): Watch {
  return watchSignature(
    () => fileSignature(path),
    interval,
    (signature) => onChange({ isThere: signature !== ABSENT }),
  );
}
