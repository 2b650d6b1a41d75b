/** One value of the text format of Prometheus. */
export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The values of the metrics with this beginning; lines that cannot be read are left out. */
export function metricSamples(text: string, beginning: string): MetricSample[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith(beginning)) return [];
    const [, name, labels = '', number] = LINE.exec(line) ?? [];
    const value = Number(number);
    if (name === undefined || Number.isNaN(value)) return [];
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', raw = '']) => [key, unescaped(raw)] as const);
    return [{ name, labels: new Map(pairs), value }];
  });
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}
