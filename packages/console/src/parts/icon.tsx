/** Shapes on a grid of 16, drawn as lines. */
const SHAPES = {
  circle: 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12',
  dot: 'M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6',
  check: 'M2.5 8.5l3.5 3.5l7.5-8',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  warning: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 11.8v.4',
  info: 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12M8 7.2v4M8 4.8v.4',
  low: 'M3 6l5 5l5-5',
  medium: 'M2.5 8h11',
  high: 'M3 10l5-5l5 5',
  critical: 'M3 8.5l5-5l5 5M3 13l5-5l5 5',
  target: 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12M8 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5',
  arrow: 'M2.5 8h11M9.5 4l4 4l-4 4',
  clock: 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12M8 4.8V8l2.4 1.6',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  external: 'M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5',
} as const;
export type IconName = keyof typeof SHAPES;

/** A sign beside a word; it says nothing that the word does not say. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
