import { readFileSync } from 'node:fs';

/** How a server is reached over TLS: whom to trust and what we show, as PEM texts. Its certificate is always checked. */
export interface TlsTrust {
  /** Instead of the usual authorities. */
  readonly ca?: string;
  /** Our own certificate, for a server that asks for one. */
  readonly cert?: string;
  readonly key?: string;
}

/** The texts of the files that the settings name. */
export function readTrust(files: {
  readonly ca_file?: string | undefined;
  readonly certificate_file?: string | undefined;
  readonly key_file?: string | undefined;
}): TlsTrust {
  const read = (name: string, file: string | undefined) =>
    file === undefined ? {} : { [name]: readFileSync(file, 'utf8') };
  return {
    ...read('ca', files.ca_file),
    ...read('cert', files.certificate_file),
    ...read('key', files.key_file),
  };
}
