import { setTimeout as delay } from 'node:timers/promises';
import { createEntityResolver, type Topology } from '@aiops/contracts';
import { createTopologyIndex, type TopologyAnalysis } from '@aiops/rca';
import { analyseInThread, createTopologyIndexes } from '@aiops/root-cause-analysis';
import { cpuMicros } from './cpu-time.ts';
import { randomTopology } from './random-topology.ts';
import { watchLoop } from './watch-loop.ts';

const NODES = 10_000;
const EDGES = 50_000;
const DEPTH = 5;
/** For how long an idle loop is watched: how much of a stall is the machine's. */
const IDLE_MS = 5_000;

/**
 * What the analysis of a topology takes as the service makes it, in a thread of its own: seconds, and the worst stall of the
 * event loop meanwhile, beside that of a loop with nothing to do. Then the same of the index that is built for a new version on
 * the loop, in steps; and what else that costs there, in ms of CPU: the resolver, and the text of the answer to one request.
 */
export async function graphAnalysis(): Promise<Record<string, number | undefined>> {
  const topology = randomTopology(NODES, EDGES);
  const idle = await watchLoop(() => delay(IDLE_MS));
  const before = process.cpuUsage();
  const began = performance.now();
  const analysed = await watchLoop(() => analyseInThread(topology, new AbortController().signal));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const indexed = await watchLoop(() => createTopologyIndexes().prepare(topology, DEPTH));
  return {
    nodes: NODES,
    edges: EDGES,
    analysis_s: rounded(seconds),
    analysis_cpu_s: rounded((user + system) / 1e6),
    worst_stall_ms: rounded(analysed.worstStallMs),
    worst_stall_idle_ms: rounded(idle.worstStallMs),
    worst_turn_cpu_ms: analysed.worstTurnCpuMs && rounded(analysed.worstTurnCpuMs),
    worst_turn_cpu_idle_ms: idle.worstTurnCpuMs && rounded(idle.worstTurnCpuMs),
    index_worst_stall_ms: rounded(indexed.worstStallMs),
    index_worst_turn_cpu_ms: indexed.worstTurnCpuMs && rounded(indexed.worstTurnCpuMs),
    ...onTheLoop(analysed.value, topology),
  };
}

function onTheLoop(analysis: TopologyAnalysis, topology: Topology): Record<string, number> {
  const cpuMs = (action: () => void) => rounded(cpuMicros(action) / 1_000);
  return {
    index_cpu_ms: cpuMs(() => createTopologyIndex(topology)),
    resolver_cpu_ms: cpuMs(() => createEntityResolver(topology.nodes)),
    answer_cpu_ms: cpuMs(() => JSON.stringify(analysis)),
    answer_mb: rounded(JSON.stringify(analysis).length / 1e6),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
