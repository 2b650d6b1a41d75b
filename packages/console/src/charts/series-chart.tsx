import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { theme } from '../app/theme.ts';
import { useStore } from '../live/use-store.ts';
import { formatClock } from '../time/format-time.ts';
import { type ChartData, shortNumber } from './chart-data.ts';

export interface SeriesChartProps {
  readonly data: ChartData;
  /** What it shows, for whoever cannot see it. */
  readonly label: string;
}

/** Sizes are in the height of the page's text, which grows with the screen. */
const HEIGHT = 10;
const TEXT = 0.75;

/** The samples of a series, the band that was expected, and when it was anomalous. */
export function SeriesChart({ data, label }: SeriesChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chosen = useStore(theme);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const draw = () => new uPlot(optionsOf(element, data), seriesOf(data), element);
    let chart = draw();
    const again = () => {
      chart.destroy();
      chart = draw();
    };
    const resized = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: HEIGHT * textSize() }),
    );
    resized.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', again);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', again);
      chart.destroy();
    };
  }, [data, chosen]);
  return <div class="chart" ref={box} role="img" aria-label={label} />;
}

function seriesOf({ times, values, band }: ChartData): uPlot.AlignedData {
  const line = (value: number | undefined) => times.map(() => value ?? null);
  return [[...times], line(band?.lower), line(band?.upper), [...values]];
}

function optionsOf(element: Element, { span }: ChartData): uPlot.Options {
  const style = getComputedStyle(element);
  const rem = textSize();
  const axis = {
    stroke: style.getPropertyValue('color'),
    font: `${TEXT * rem}px ${style.fontFamily}`,
    grid: { show: false },
    ticks: { show: false },
  };
  const coloured = (name: string) => resolved(element, name);
  return {
    width: element.clientWidth,
    height: HEIGHT * rem,
    legend: { show: false },
    cursor: { show: false },
    // Half of a time stands right of its place.
    padding: [rem / 2, 2.2 * rem, 0, 0],
    // Room after the last sample, where what goes on is seen to go on.
    scales: { x: { time: true, range: (_, from, to) => [from, to + (to - from) * 0.06] } },
    axes: [
      {
        ...axis,
        size: 1.9 * rem,
        space: 5 * rem,
        values: (_, splits) => splits.map((at) => formatClock(at * 1_000)),
      },
      { ...axis, size: 4 * rem, values: (_, splits) => splits.map(shortNumber) },
    ],
    series: [
      {},
      { stroke: coloured('--good'), width: 1, dash: [4, 4], points: { show: false } },
      { stroke: coloured('--good'), width: 1, dash: [4, 4], points: { show: false } },
      { stroke: coloured('--link'), width: 1.6, points: { show: true, size: 4, fill: coloured('--link') } },
    ],
    bands: [{ series: [2, 1], fill: coloured('--good-back') }],
    hooks: {
      drawClear: [
        (chart) => {
          const { ctx, bbox } = chart;
          const left = Math.max(bbox.left, chart.valToPos(span.from, 'x', true));
          const edge = bbox.left + bbox.width;
          const right = span.to === undefined ? edge : Math.min(edge, chart.valToPos(span.to, 'x', true));
          ctx.save();
          ctx.fillStyle = coloured('--critical-back');
          ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
          ctx.restore();
        },
      ],
    },
  };
}

/** The size of the page's text in px. */
function textSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** A colour of the page as a canvas understands it. */
function resolved(element: Element, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
