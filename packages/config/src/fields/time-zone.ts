import { text } from './field-types.ts';

/** A time zone by its name in the time zone database. */
export const timeZone = () => text().refine(isZone, 'expected a time zone such as Europe/Berlin or UTC');

/** Whether this machine's time zone database knows the name. */
function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
