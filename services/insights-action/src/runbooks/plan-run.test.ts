import { runbookFileSchema } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import type { Target } from './choose-target.ts';
import { type Planned, type PlanRequest, planRun, suggestedParameters } from './plan-run.ts';

const SHA = 'a'.repeat(64);
/** Written so that this file does not look as if it forgot a template string. */
const ref = (name: string) => `$\{${name}}`;

const runbook = (more: object = {}) =>
  runbookFileSchema.parse({
    name: 'r',
    description: 'd',
    version: 1,
    conditions: { metric_name: 'm' },
    target: 'this_host',
    parameters: {
      unit: { type: 'string', pattern: '^[a-z-]+$', from: 'entity_name' },
      level: { type: 'integer', default: 3 },
    },
    steps: [{ name: 's', type: 'command', command: `restart "${ref('unit')}" ${ref('level')}` }],
    ...more,
  });

const target = (more: Partial<Target> & Pick<Target, 'name'>): Target => ({
  kind: 'local',
  entities: [],
  engine: 'docker',
  port: 22,
  ...more,
});

function plan(more: object = {}, request: Partial<PlanRequest> = {}): Planned {
  return planRun({
    runbook: { runbook: runbook(more), hash: 'h' },
    parameters: { unit: 'web' },
    incident: 'i',
    device: 'web-1',
    targets: [],
    ...request,
  });
}

function problems(more: object = {}, request: Partial<PlanRequest> = {}): readonly string[] {
  const planned = plan(more, request);
  return 'problems' in planned ? planned.problems : [];
}

function good(more: object = {}, request: Partial<PlanRequest> = {}) {
  const planned = plan(more, request);
  if ('problems' in planned) throw new Error(planned.problems.join());
  return planned.plan;
}

describe('a plan', () => {
  test('says exactly what would run: values in their places, risk destructive and a minute unless the runbook says else', () => {
    expect(good({ effect: { metric: 'm', direction: 'down', within: '5m' } })).toEqual({
      runbook: 'r',
      runbookHash: 'h',
      incident: 'i',
      device: 'web-1',
      parameters: { unit: 'web', level: 3 },
      target: 'this_host',
      steps: [
        {
          name: 's',
          risk: 'destructive',
          action: { kind: 'command', argv: ['restart', 'web', '3'] },
          timeoutMs: 60_000,
          lines: 200,
          stopOnFailure: false,
        },
      ],
      rollback: [],
      effect: { metric: 'm', direction: 'down', withinMs: 300_000 },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('of a request: encoded in the address, whole in headers, typed in the body', () => {
    const parameters = { who: { type: 'string', pattern: '^.*$' }, n: { type: 'number' } };
    const step = {
      name: 's',
      type: 'http_request',
      method: 'POST',
      url: `http://h/a/${ref('who')}?b=${ref('who')}`,
      headers: { 'X-Who': ref('who') },
      body: { who: [ref('who')], n: ref('n') },
    };
    const made = good({ parameters, steps: [step] }, { parameters: { who: 'a/&?#%2e', n: '2.5' } });
    expect(made.steps[0]?.action).toEqual({
      kind: 'http_request',
      method: 'POST',
      url: 'http://h/a/a%2F%26%3F%23%252e?b=a%2F%26%3F%23%252e',
      headers: { 'content-type': 'application/json', 'x-who': 'a/&?#%2e' },
      body: '{"who":["a/&?#%2e"],"n":2.5}',
    });
  });

  test('of a script carries its pinned checksum, and what takes it back is planned as well', () => {
    const script = {
      name: 's',
      type: 'script',
      script: 'a.sh',
      sha256: SHA.toUpperCase(),
      arguments: [ref('unit')],
    };
    const made = good({
      steps: [script],
      rollback: [{ name: 'b', type: 'command', argv: ['undo', ref('unit')] }],
    });
    expect(made.steps[0]?.action).toEqual({
      kind: 'script',
      script: 'a.sh',
      sha256: SHA,
      arguments: ['web'],
    });
    expect(made.rollback[0]?.action).toEqual({ kind: 'command', argv: ['undo', 'web'] });
  });

  test('is the same for the same request, however it is written, and has another hash for any other', () => {
    const { hash } = good({}, { parameters: { unit: 'web', level: 4 } });
    expect(good({}, { parameters: { level: '4', unit: 'web' } }).hash).toBe(hash);
    const ssh = (host: string) => [target({ name: 'web-1', kind: 'ssh', host })];
    const others = [
      good({}, { parameters: { unit: 'db', level: 4 } }),
      good({}, { parameters: { unit: 'web', level: 4 }, incident: 'j' }),
      good({}, { parameters: { unit: 'web', level: 4 }, device: 'web-2' }),
      good({}, { parameters: { unit: 'web', level: 4 }, runbook: { runbook: runbook(), hash: 'k' } }),
      good({ target: 'web-1' }, { parameters: { unit: 'web', level: 4 }, targets: ssh('192.0.2.1') }),
      good({ target: 'web-1' }, { parameters: { unit: 'web', level: 4 }, targets: ssh('192.0.2.2') }),
    ].map((made) => made.hash);
    expect(new Set([hash, ...others]).size).toBe(7);
  });
});

describe('parameters are refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['undeclared', { unit: 'web', extra: 1 }, 'parameters: "extra" is not declared by runbook r'],
    ['missing', {}, 'parameters.unit: expected a value'],
    ['of another type', { unit: 3 }, 'parameters.unit: expected a text'],
    ['not fitting the pattern', { unit: 'Web' }, 'parameters.unit: expected text that the pattern'],
    ['no whole number', { unit: 'web', level: 1.5 }, 'parameters.level: expected a whole number'],
    ['no number', { unit: 'web', level: '0x10' }, 'parameters.level: expected a number'],
    ['nothing', { unit: null }, 'parameters.unit: expected a text'],
  ])('%s', (_what, parameters, problem) => {
    expect(problems({}, { parameters })).toEqual([expect.stringContaining(problem)]);
  });

  test('inherited, not given: `constructor` is a value of every object, and of no request', () => {
    const parameters = { constructor: { type: 'string', enum: ['a'] } };
    const steps = [{ name: 's', type: 'command', argv: ['a', ref('constructor')] }];
    expect(problems({ parameters, steps }, { parameters: {} })).toEqual([
      'parameters.constructor: expected a value',
    ]);
    const own = JSON.parse('{"__proto__":"x","unit":"web"}');
    expect(problems({}, { parameters: own })).toEqual([
      'parameters: "__proto__" is not declared by runbook r',
    ]);
  });

  test('all problems are told at once', () => {
    expect(problems({ target: 'entity' }, { parameters: { a: 1 } })).toHaveLength(3);
  });
});

describe('the target', () => {
  const here = target({ name: 'here', entities: ['web-1'] });

  test('of the entity is found by its own name or by the names of its entities', () => {
    expect(good({ target: 'entity' }, { targets: [here] }).target).toBe('here');
    expect(good({ target: 'entity' }, { targets: [here], device: 'here' }).target).toBe('here');
  });

  test('of an entity that none has is nowhere: never this host', () => {
    expect(problems({ target: 'entity' }, { targets: [here], device: 'web-2' })).toEqual([
      'target: no target has the entity "web-2", so nothing says where to run: add it to the entities of one under insights_action.runbooks.targets',
    ]);
    expect(problems({ target: 'entity' }, { targets: [here], device: null })).toEqual([
      'target: it runs where the entity is, and nothing says which entity it is about',
    ]);
  });

  test('that nobody configured is none', () => {
    expect(problems({ target: 'there' }, { targets: [here] })).toEqual([
      'target: "there" is not among insights_action.runbooks.targets',
    ]);
  });

  test('of a script is this machine, by whatever name', () => {
    const steps = [{ name: 's', type: 'script', script: 'a.sh', sha256: SHA }];
    expect(good({ steps, target: 'here' }, { targets: [here] }).target).toBe('here');
    const far = target({ name: 'far', kind: 'ssh', host: 'far' });
    expect(problems({ steps, target: 'far' }, { targets: [far] })).toEqual([
      'step "s": a script runs on this host only, and far is of the kind ssh',
    ]);
  });
});

test('what comes from the incident is offered when its parameter takes it, and never otherwise', () => {
  expect(suggestedParameters(runbook(), 'web')).toEqual({ unit: 'web' });
  expect(suggestedParameters(runbook(), 'web; rm -rf /')).toEqual({});
  expect(suggestedParameters(runbook(), null)).toEqual({});
});

describe('a target that somebody asks for', () => {
  const targets = [target({ name: 'web', entities: ['web-1'] }), target({ name: 'db' })];
  test('is taken where the runbook leaves it to the entity and no target has that', () => {
    expect(good({ target: 'entity' }, { targets, device: 'new-1', target: 'db' }).target).toBe('db');
    expect(problems({ target: 'entity' }, { targets, device: 'new-1', target: 'gone' })).toEqual([
      'target: "gone" is not among insights_action.runbooks.targets',
    ]);
  });
  test('is refused where it is not the one that the runbook or the entity says', () => {
    expect(good({ target: 'entity' }, { targets, target: 'web' }).target).toBe('web');
    expect(problems({ target: 'entity' }, { targets, target: 'db' })).toEqual([
      'target: it runs on web, not on "db": leave the target out',
    ]);
    expect(problems({}, { targets, target: 'db' })).toEqual([
      'target: it runs on this_host, not on "db": leave the target out',
    ]);
    expect(problems({ target: 'gone' }, { targets, target: 'db' })).toEqual([
      'target: "gone" is not among insights_action.runbooks.targets',
    ]);
  });
});
