/** A text without the user and password that a URL in it carries. */
export function redactUrl(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s@]*@/gi, '$1(redacted)@');
}
