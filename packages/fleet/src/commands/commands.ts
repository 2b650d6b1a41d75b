import type { ListedCommand } from './command.ts';

/** The subcommands of `aiops`, by name. */
export const commands: Readonly<Record<string, ListedCommand>> = {
  up: {
    summary: 'run the fleet in one process',
    load: async () => (await import('./up.ts')).up,
  },
  check: {
    summary: 'check that configuration, topology, runbooks, compose files and rules fit together',
    load: async () => (await import('./check.ts')).check,
  },
  backtest: {
    summary: 'judge recorded data as the fleet would, to be scored',
    load: async () => (await import('./backtest.ts')).backtest,
  },
  replay: {
    summary: 'replay a recorded case and name its possible causes',
    load: async () => (await import('./replay.ts')).replay,
  },
  incidents: {
    summary: 'list, show and watch incidents',
    load: async () => (await import('./incidents.ts')).incidents,
  },
  runbook: {
    summary: 'list, run, approve and stop runbooks',
    load: async () => (await import('./runbook.ts')).runbook,
  },
  dlq: {
    summary: 'list, show and redrive messages that could not be processed',
    load: async () => (await import('./dlq.ts')).dlq,
  },
  topics: {
    summary: "create and list the fleet's topics",
    load: async () => (await import('./topics.ts')).topicsCommand,
  },
  flink: {
    summary: 'submit and replace the stream jobs of Flink, and tell how they are',
    load: async () => (await import('./flink.ts')).flinkCommand,
  },
  topology: {
    summary: 'tell what the shape of the network says: single points of failure, critical path, centralities',
    load: async () => (await import('./topology.ts')).topologyCommand,
  },
  smoke: {
    summary: 'look whether the running system works as a whole',
    load: async () => (await import('./smoke.ts')).smoke,
  },
  testbed: {
    summary: 'run the servers of the stack as processes, without Docker',
    load: async () => (await import('./testbed.ts')).testbed,
  },
};
