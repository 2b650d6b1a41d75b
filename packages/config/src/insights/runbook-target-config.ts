import { z } from 'zod';
import { expectAt } from '../fields/expect-at.ts';
import { integer, text, url } from '../fields/field-types.ts';

/** Names that runbooks write for a target that is none of the list. */
const RESERVED = ['this_host', 'entity'];

/** What each kind cannot do without. */
const NEEDED = { local: [], container: ['container'], ssh: ['host'], agent: ['url', 'token_file'] } as const;
/** What only one kind reads. */
const BELONGS = {
  container: 'container',
  host: 'ssh',
  user: 'ssh',
  identity_file: 'ssh',
  known_hosts_file: 'ssh',
  url: 'agent',
  token_file: 'agent',
} as const;

/** No option of a program, and nothing that two readers could take apart differently. */
const name = () =>
  text().regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/, 'expected a name of letters, digits and . _ : -');

const targetSchema = z
  .strictObject({
    name: name().describe('Name in runbooks and records'),
    kind: z
      .enum(['local', 'container', 'ssh', 'agent'], { error: 'expected local, container, ssh or agent' })
      .describe('How it is reached: local is the host of insights-action itself'),
    entities: z
      .array(text())
      .default([])
      .describe('Names of the entities that are there; a target that is named like the entity needs none'),
    container: name().optional().describe('kind container: its name or id'),
    engine: text().default('docker').describe('kind container: the program that is asked, docker or podman'),
    host: name().optional().describe('kind ssh: name or address; its key has to be known already'),
    port: integer(22, 1, 65_535).describe('kind ssh: its port'),
    user: name().optional().describe('kind ssh: who logs in; the user of insights-action unless set'),
    identity_file: text().optional().describe('kind ssh: file of the private key, without a passphrase'),
    known_hosts_file: text().optional().describe('kind ssh: file of the keys of hosts'),
    url: url().describe('kind agent: address to which orders are posted'),
    token_file: text().optional().describe('kind agent: file of the bearer token'),
  })
  .superRefine((target, context) => {
    if (RESERVED.includes(target.name)) {
      expectAt(
        context,
        'name',
        `expected a name of its own: ${target.name} means something else in runbooks`,
      );
    }
    for (const key of NEEDED[target.kind]) {
      if (target[key] === undefined)
        expectAt(context, key, `expected one, because the kind is ${target.kind}`);
    }
    for (const [key, kind] of Object.entries(BELONGS)) {
      if (kind !== target.kind && target[key as keyof typeof BELONGS] !== undefined) {
        expectAt(context, key, `expected none, because the kind is ${target.kind} and not ${kind}`);
      }
    }
  });

/** `insights_action.runbooks.targets`: names and entities lead to one target each. */
export const runbookTargetsSchema = z
  .array(targetSchema)
  .default([])
  .superRefine((targets, context) => {
    const owners = new Map<string, number>();
    for (const [index, target] of targets.entries()) {
      for (const known of new Set([target.name, ...target.entities])) {
        const owner = owners.get(known);
        owners.set(known, index);
        if (owner === undefined) continue;
        const path = known === target.name ? [index, 'name'] : [index, 'entities'];
        const message = `expected names that lead to one target, but ${known} leads to targets ${owner} and ${index}`;
        context.addIssue({ code: 'custom', path, message });
      }
    }
  });
