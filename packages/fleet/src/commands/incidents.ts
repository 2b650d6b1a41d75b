import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { IncidentSummary } from '@aiops/insights-action';
import { type ApiClient, createApiClient } from '../api/api-client.ts';
import { followIncidents } from '../api/follow-incidents.ts';
import { apiHelp, apiOptions } from './api-options.ts';
import { type Command, UsageError } from './command.ts';
import { incidentLine } from './incident-line.ts';
import { runCommand } from './run-command.ts';
import { terminalText } from './terminal-text.ts';

const help = `Usage: aiops incidents list [--state open|closed] [--severity S] [--entity E] [--cause C] [--since T] [--limit N]
       aiops incidents show ID
       aiops incidents watch
       each with [--url URL] [--json]

\`list\` tells the newest incidents, \`show\` the report of one, with cause, evidence and what to do; \`watch\` tells the
open ones and then each change as it happens, until Ctrl-C.

  --severity S   low, medium, high or critical: this one or worse
  --entity E     name of something anomalous, or of the cause
  --since T      changed at or after this time, for instance 2026-01-27T12:00:00Z
  --limit N      at most so many (20)
${apiHelp}`;

const FILTERS = ['state', 'severity', 'entity', 'cause', 'since', 'limit'] as const;
const RETRY_MS = 2_000;

/** `aiops incidents`: what happened, and why. */
export const incidents: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

type Filters = Readonly<Partial<Record<(typeof FILTERS)[number], string>>>;

async function run(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      state: { type: 'string' },
      severity: { type: 'string' },
      entity: { type: 'string' },
      cause: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string', default: '20' },
      ...apiOptions,
    },
  });
  const [action, id, ...more] = positionals;
  const isShow = action === 'show';
  if (more.length > 0 || isShow !== (id !== undefined))
    throw new UsageError(`Expected list, show ID or watch.\n\n${help}`);
  const client = createApiClient(values.url, process.env);
  if (action === 'list') return await list(client, values as Filters, values.json);
  if (isShow) return await show(client, id ?? '', values.json);
  if (action === 'watch') return await watch(client, values.json);
  throw new UsageError(`Expected list, show ID or watch.\n\n${help}`);
}

async function list(client: ApiClient, filters: Filters, json: boolean): Promise<number> {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters[name];
    if (value !== undefined) query.set(name, value);
  }
  const { items } = await client.ask<{ items: IncidentSummary[] }>('GET', `/incidents?${query}`);
  for (const incident of items) say(incident, json);
  if (items.length === 0) process.stderr.write('No incidents.\n');
  return 0;
}

async function show(client: ApiClient, id: string, json: boolean): Promise<number> {
  const path = `/incidents/${encodeURIComponent(id)}`;
  if (json) process.stdout.write(`${JSON.stringify(await client.ask('GET', path))}\n`);
  else process.stdout.write(terminalText(await client.text(`${path}/report`)));
  return 0;
}

async function watch(client: ApiClient, json: boolean): Promise<number> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await followIncidents({
      client,
      signal: abort.signal,
      onIncident: (incident) => say(incident, json),
      onNothingOpen: () =>
        void process.stderr.write('No incident is open; each change is told as it comes.\n'),
      onLost: () => void process.stderr.write('The connection is lost; trying again.\n'),
      pause: () => sleep(RETRY_MS, undefined, { signal: abort.signal }).catch(() => undefined),
    });
    return 0;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function say(incident: IncidentSummary, json: boolean): void {
  process.stdout.write(`${json ? JSON.stringify(incident) : incidentLine(incident)}\n`);
}
