import { anomalies } from './en/anomalies.ts';
import { graph } from './en/graph.ts';
import { health } from './en/health.ts';
import { incident } from './en/incident.ts';
import { incidents } from './en/incidents.ts';
import { mutes } from './en/mutes.ts';
import { runbooks } from './en/runbooks.ts';
import { shell } from './en/shell.ts';
import { topology } from './en/topology.ts';

/** All texts in English, a section per view. Other languages have the same sections: a missing text is a type error. */
export const en = { shell, incidents, incident, graph, runbooks, topology, anomalies, mutes, health };
export type Words = typeof en;
