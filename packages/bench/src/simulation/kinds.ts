import { ar1 } from './kinds/ar1.ts';
import { bursts } from './kinds/bursts.ts';
import { counts } from './kinds/counts.ts';
import { gaussian } from './kinds/gaussian.ts';
import { heavyTails } from './kinds/heavy-tails.ts';
import { sawTooth } from './kinds/saw-tooth.ts';
import { season } from './kinds/season.ts';
import { steps } from './kinds/steps.ts';
import type { SimulatedKind } from './simulated-kind.ts';

/** The kinds of series by name, in the order in which they are told. */
export const kinds: ReadonlyMap<string, SimulatedKind> = new Map([
  ['gaussian', gaussian],
  ['heavy-tails', heavyTails],
  ['ar1', ar1],
  ['season', season],
  ['counts', counts],
  ['bursts', bursts],
  ['saw-tooth', sawTooth],
  ['steps', steps],
]);
