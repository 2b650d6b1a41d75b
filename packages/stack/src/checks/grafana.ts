import { nearestName } from '@aiops/config';
import { dashboardsOf } from '../model/queries.ts';
import { addressesIn, mountedFiles } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import { hostPath, type Stack, serviceOf, servicesOf } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

/** Datasources that are referred to and not provisioned, that point at another kind of server, and folders of dashboards that are not mounted. */
export function checkGrafana(stack: Stack): Problem[] {
  return servicesOf(stack, 'Grafana').flatMap((grafana) => {
    const files = mountedFiles(stack, grafana)
      .filter((path) => /\.ya?ml$/.test(path))
      .flatMap((path) => stack.files.yaml(path) ?? []);
    const datasources = files.flatMap((root) => root.at('datasources')?.items ?? []);
    const providers = files.flatMap((root) => root.at('providers')?.items ?? []);
    return [
      ...checkUids(datasources, [...files, ...dashboardsOf(stack)]),
      ...datasources.flatMap((datasource) => checkUrl(stack, datasource)),
      ...providers.flatMap((provider) => checkProvider(stack, grafana, provider)),
      ...sameUids(datasources),
      ...sameUids(dashboardsOf(stack)),
    ];
  });
}

/** Built in, or chosen by the reader of a dashboard. */
const BUILT_IN = /^(?:-- .+ --|grafana|__expr__|\$.*)$/;

function checkUids(datasources: readonly YamlNode[], roots: readonly YamlNode[]): Problem[] {
  const known = datasources.flatMap((datasource) => datasource.at('uid')?.text ?? []);
  return roots
    .flatMap(uidsIn)
    .filter(({ text = '' }) => !known.includes(text) && !BUILT_IN.test(text))
    .map((node) => {
      const nearest = didYouMean(nearestName(node.text ?? '', known)) || `: there are ${known.join(', ')}`;
      return problemAt(
        node.place,
        'datasource-uid',
        `no datasource with the uid "${node.text}" is provisioned${nearest}`,
      );
    });
}

/** Every place where a datasource is referred to by its uid. */
function uidsIn(node: YamlNode): YamlNode[] {
  const own = node.key === 'datasource' ? node.at('uid') : undefined;
  const children = [...node.items, ...node.entries.map(([, child]) => child)];
  const named = node.key === 'datasourceUid' && node.text !== undefined ? [node] : [];
  return [...(own === undefined ? [] : [own]), ...named, ...children.flatMap(uidsIn)];
}

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['VictoriaMetrics'],
  'victoriametrics-metrics-datasource': ['VictoriaMetrics'],
  loki: ['Loki'],
  tempo: ['Tempo'],
  alertmanager: ['Alertmanager'],
};

function checkUrl(stack: Stack, datasource: YamlNode): Problem[] {
  const type = datasource.at('type')?.text ?? '';
  const url = datasource.at('url');
  const expected = FAMILIES[type];
  if (url === undefined || expected === undefined) return [];
  return addressesIn(url.text ?? '').flatMap(({ host }) => {
    const family = serviceOf(stack, host)?.family;
    if (family === undefined || expected.includes(family.name)) return [];
    const message = `a datasource of type ${type} needs a ${expected.join(' or ')}, but ${host} is a ${family.name}`;
    return [problemAt(url.place, 'datasource-url', message)];
  });
}

function checkProvider(stack: Stack, grafana: Service, provider: YamlNode): Problem[] {
  const path = provider.at('options', 'path');
  if (path?.text === undefined) return [];
  const host = hostPath(grafana, path.text);
  if (host !== undefined && stack.files.list(host).some((file) => file.endsWith('.json'))) return [];
  return [
    problemAt(path.place, 'dashboard-path', `no dashboards of this project are mounted at ${path.text}`),
  ];
}

function sameUids(owners: readonly YamlNode[]): Problem[] {
  return owners.flatMap((owner, index) => {
    const uid = owner.at('uid');
    if (uid === undefined || !owners.slice(0, index).some((other) => other.at('uid')?.text === uid.text))
      return [];
    return [problemAt(uid.place, 'duplicate-uid', `the uid "${uid.text}" is taken already`)];
  });
}
