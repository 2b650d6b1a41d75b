import type { Service } from '../model/service.ts';
import type { Stack } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';

interface Demand {
  readonly key: string;
  readonly isMet: (value: YamlNode | undefined) => boolean;
  readonly want: string;
}

const DEMANDS: readonly Demand[] = [
  { key: 'read_only', isMet: (value) => value?.value === true, want: 'read_only: true' },
  { key: 'cap_drop', isMet: (value) => holds(value, /^ALL$/), want: 'cap_drop: [ALL]' },
  {
    key: 'security_opt',
    isMet: (value) => holds(value, /^no-new-privileges(?::true)?$/),
    want: 'security_opt: [no-new-privileges:true]',
  },
  {
    key: 'user',
    isMet: (value) => !/^(?:root|0)(?::|$)/.test(value?.text ?? ''),
    want: 'a user other than root',
  },
];

/** What every container of ours must have, and what no container may have. */
export function checkHardening(stack: Stack): Problem[] {
  return stack.services.flatMap((service) => [
    ...(service.family?.ours === true ? unmet(service) : []),
    ...(service.node.at('privileged')?.value === true
      ? [
          problemAt(
            service.node.at('privileged')?.keyPlace ?? service.node.place,
            'hardening',
            `${service.name} must not be privileged`,
          ),
        ]
      : []),
  ]);
}

function unmet({ name, node }: Service): Problem[] {
  return DEMANDS.filter(({ key, isMet }) => !isMet(node.at(key))).map(({ key, want }) =>
    problemAt(
      node.at(key)?.keyPlace ?? node.keyPlace,
      'hardening',
      `${name} is one of our containers and lacks ${want}`,
    ),
  );
}

function holds(list: YamlNode | undefined, pattern: RegExp): boolean {
  return list?.items.some(({ text }) => pattern.test(text ?? '')) === true;
}
