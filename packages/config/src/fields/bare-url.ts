/** An address without slashes at its end, so that a path can follow. */
export function bareUrl(url: string): string {
  return url.replace(/\/+$/, '');
}
