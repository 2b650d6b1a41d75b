/** Writes times (epoch ms) as people of a zone read them, with the offset: `2026-01-27 13:00:05 +01:00`. */
export function zonedTime(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  return (at) => {
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const offset = (part.get('timeZoneName') ?? '').replace(/^GMT$/, '+00:00').replace(/^GMT/, '');
    const day = `${part.get('year')}-${part.get('month')}-${part.get('day')}`;
    return `${day} ${part.get('hour')}:${part.get('minute')}:${part.get('second')} ${offset}`;
  };
}
