const TEXT_LENGTH = 500;

/** A text of which Markdown and HTML make nothing: on one line, with every sign that could mean something escaped. */
export function plain(text: string): string {
  return (
    text
      .slice(0, TEXT_LENGTH)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .replaceAll(/[\\`*_{}[\]<>()#+!|~$&^=@]/g, '\\$&')
      // Addresses would become links by themselves.
      .replaceAll('://', '\\://')
      .replaceAll(/www\./gi, (text) => `${text.slice(0, -1)}\\.`)
      .trim()
  );
}
