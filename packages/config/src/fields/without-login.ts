/** An address without the user and password that some people write into it: for messages and reports, which many read. */
export function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/?#\s]*@/, '//');
}
