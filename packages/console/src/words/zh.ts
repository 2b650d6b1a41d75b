import type { Words } from './en.ts';
import { anomalies } from './zh/anomalies.ts';
import { graph } from './zh/graph.ts';
import { health } from './zh/health.ts';
import { incident } from './zh/incident.ts';
import { incidents } from './zh/incidents.ts';
import { mutes } from './zh/mutes.ts';
import { runbooks } from './zh/runbooks.ts';
import { shell } from './zh/shell.ts';
import { topology } from './zh/topology.ts';

/** All texts in Chinese. */
export const zh: Words = { shell, incidents, incident, graph, runbooks, topology, anomalies, mutes, health };
