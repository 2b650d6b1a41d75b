import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words/use-words.ts';

/** What the shapes and colours of a graph mean. */
export function GraphLegend() {
  const words = useWords().graph;
  return (
    <ul class="legend" aria-label={words.legend}>
      <li class="legend-cause">◆ {words.roles.cause}</li>
      <li class="legend-victim">■ {words.roles.victim}</li>
      <li class="legend-path">▲ {words.roles.path}</li>
      <li>● {words.roles.other}</li>
      <li>
        <Icon name="arrow" /> {words.spread}
      </li>
    </ul>
  );
}
