import { nearestName } from '@aiops/config';
import { type Alert, alertsOf } from '../emitters/alerts.ts';
import { addressesIn } from '../model/reference.ts';
import { configOf, type Stack, serviceOf, servicesOf } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

/** Routes to receivers that are not there, receivers that cannot take alerts, and conditions that no alert meets. */
export function checkAlertmanager(stack: Stack): Problem[] {
  const roots = servicesOf(stack, 'Alertmanager').flatMap((service) => configOf(stack, service) ?? []);
  if (roots.length === 0) return [];
  const alerts = alertsOf(stack);
  return roots.flatMap((root) => [
    ...checkReceivers(root),
    ...checkTargets(stack, root),
    ...conditionsOf(root).flatMap((condition) => checkCondition(condition, alerts)),
    ...equalLabels(root, alerts),
  ]);
}

function routesOf(route: YamlNode | undefined): YamlNode[] {
  if (route === undefined) return [];
  return [route, ...(route.at('routes')?.items ?? []).flatMap(routesOf)];
}

function checkReceivers(root: YamlNode): Problem[] {
  const receivers = root.at('receivers')?.items ?? [];
  const names = receivers.flatMap((receiver) => receiver.at('name')?.text ?? []);
  const used = routesOf(root.at('route')).flatMap((route) => route.at('receiver') ?? []);
  const undefinedOnes = used
    .filter(({ text = '' }) => !names.includes(text))
    .map((node) =>
      problemAt(
        node.place,
        'unknown-receiver',
        `no receiver is named "${node.text}"${didYouMean(nearestName(node.text ?? '', names)) || `: there are ${names.join(', ')}`}`,
      ),
    );
  const unused = receivers
    .filter((receiver) => !used.some(({ text }) => text === receiver.at('name')?.text))
    .map((receiver) =>
      problemAt(
        receiver.place,
        'unused-receiver',
        `no route leads to the receiver "${receiver.at('name')?.text}"`,
      ),
    );
  return [...undefinedOnes, ...unused];
}

/** hello-app and the exporters answer a POST with something, so that nobody would notice that alerts get lost there. */
function checkTargets(stack: Stack, root: YamlNode): Problem[] {
  return [...(root.at('receivers')?.scalars() ?? [])].flatMap((node) =>
    addressesIn(node.text ?? '').flatMap(({ host, port }) => {
      const family = serviceOf(stack, host)?.family;
      if (port !== 5001 && family?.name !== 'hello-app' && (family === undefined || family.ours === true))
        return [];
      const who = port === 5001 ? 'port 5001, which is that of hello-app' : `${host}, a ${family?.name}`;
      return [
        problemAt(
          node.place,
          'receiver-target',
          `alerts are sent to ${who}: it takes none, name a program that does`,
        ),
      ];
    }),
  );
}

interface Condition {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
  readonly node: YamlNode;
}

const MATCHER = /^\s*"?([A-Za-z_]\w*)"?\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/;

/** Every condition of routes and inhibitions, in the newer and the older spelling. */
function conditionsOf(root: YamlNode): Condition[] {
  const inhibitions = root.at('inhibit_rules')?.items ?? [];
  const routes = routesOf(root.at('route'));
  const lists = [
    ...routes.flatMap((route) => route.at('matchers') ?? []),
    ...inhibitions.flatMap((rule) =>
      ['source_matchers', 'target_matchers'].flatMap((key) => rule.at(key) ?? []),
    ),
  ];
  const inLists = lists.flatMap((list) =>
    list.oneOrMore.flatMap((node): Condition[] => {
      const [, label = '', operator = '', value = ''] = MATCHER.exec(node.text ?? '') ?? [];
      return label === '' ? [] : [{ label, operator, value, node }];
    }),
  );
  const maps = (owners: readonly YamlNode[], keys: readonly string[], operator: string) =>
    owners
      .flatMap((owner) => keys.flatMap((key) => owner.at(key)?.entries ?? []))
      .map(([label, node]): Condition => ({ label, operator, value: node.text ?? '', node }));
  return [
    ...inLists,
    ...maps(routes, ['match'], '='),
    ...maps(routes, ['match_re'], '=~'),
    ...maps(inhibitions, ['source_match', 'target_match'], '='),
    ...maps(inhibitions, ['source_match_re', 'target_match_re'], '=~'),
  ];
}

function checkCondition({ label, operator, value, node }: Condition, alerts: readonly Alert[]): Problem[] {
  const carriers = alerts.filter(({ labels, isOpen }) => labels.has(label) || isOpen);
  const place = node.placeOf(label);
  if (carriers.length === 0)
    return [problemAt(place, 'alert-matcher', `no alert of the rules carries the label "${label}"`)];
  if (operator.startsWith('!') || value === '') return [];
  const values = carriers.map(({ labels }) => labels.get(label));
  const matches =
    operator === '='
      ? (text: string) => text === value
      : (text: string) => new RegExp(`^(?:${value})$`).test(text);
  if (values.some((text) => text === undefined || matches(text))) return [];
  const known = [...new Set(values.filter((text) => text !== undefined))];
  const nearest =
    didYouMean(nearestName(value, known)) || (known.length < 8 ? `: there are ${known.join(', ')}` : '');
  return [problemAt(place, 'alert-matcher', `no alert has the ${label} "${value}"${nearest}`)];
}

function equalLabels(root: YamlNode, alerts: readonly Alert[]): Problem[] {
  const listed = [
    ...(root.at('inhibit_rules')?.items ?? []).flatMap((rule) => rule.at('equal')?.items ?? []),
    ...routesOf(root.at('route')).flatMap((route) => route.at('group_by')?.items ?? []),
  ];
  return listed
    .filter(
      ({ text = '' }) => text !== '...' && !alerts.some(({ labels, isOpen }) => labels.has(text) || isOpen),
    )
    .map((node) =>
      problemAt(node.place, 'alert-matcher', `no alert of the rules carries the label "${node.text}"`),
    );
}
