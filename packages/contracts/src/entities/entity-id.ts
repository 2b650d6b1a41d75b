/** What an entity is, in the graph as in its id. */
export type EntityKind = 'device' | 'service';

/** The id of an entity: `urn:aiops:<kind>:<type>:<site>:<name>`, in lower case and with anything else percent-encoded. */
export function entityUrn(kind: EntityKind, type: string, site: string, name: string): string {
  return `urn:aiops:${kind}:${urnPart(type)}:${urnPart(site)}:${urnPart(name)}`;
}

/** The correlation domain that an entity id lies in, `default` when the id is not one of ours. */
export function siteOf(entityId: string): string {
  return partsOf(entityId)?.[4] || 'default';
}

/** What type of thing an entity id names, `unknown` when the id is not one of ours. */
export function typeOf(entityId: string): string {
  return partsOf(entityId)?.[3] ?? 'unknown';
}

/** The name at the end of an entity id, or the whole text when it is not one of ours. */
export function nameOf(entityId: string): string {
  return partsOf(entityId)?.[5] ?? entityId;
}

/** Anything but letters, digits and `-._~` is encoded, so that ids never clash or break apart at a colon. */
function urnPart(text: string): string {
  const wellFormed = text
    .trim()
    .toLowerCase()
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(wellFormed).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The decoded parts of one of our ids. People type ids too, so one that does not decode is simply not ours. */
function partsOf(entityId: string): string[] | undefined {
  const parts = entityId.split(':');
  if (parts.length !== 6 || parts[0] !== 'urn' || parts[1] !== 'aiops') return undefined;
  // Asked for every message, and hardly any id has something to decode.
  if (!entityId.includes('%')) return parts;
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
}
