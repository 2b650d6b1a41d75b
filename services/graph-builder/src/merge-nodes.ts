import { type Device, type DevicesFile, pathText, type TopologyFile } from '@aiops/contracts';
import type { NameIndex } from './name-index.ts';
import type { Path } from './source-place.ts';
import { type NodeDraft, type TopologyProblem, textOf } from './topology-draft.ts';

/** The devices of both shapes of the file, as drafts in the index. The map's key is the device's name. */
export function addDevices(
  file: DevicesFile,
  index: NameIndex<NodeDraft>,
  problems: TopologyProblem[],
): NodeDraft[] {
  const drafts: NodeDraft[] = [];
  const names = new Map<string, string>();
  for (const { device, path } of listDevices(file)) {
    const dependsOn = (device.depends_on ?? []).map((dependency, place) => ({
      path: [...path, 'depends_on', place],
      dependency,
    }));
    const draft: NodeDraft = { ...draftOf(device), dependsOn };
    const refuse = (message: string) => problems.push({ input: 'devices', path, message });
    const place = `${draft.site?.toLowerCase() ?? 'default'}|${draft.name.toLowerCase()}`;
    const first = names.get(place);
    if (draft.name === '') refuse('the name is blank');
    else if (first !== undefined) refuse(`"${draft.name}" is listed twice in its site, first as ${first}`);
    else {
      names.set(place, pathText(path));
      drafts.push(draft);
      index.add(draft);
    }
  }
  return drafts;
}

/**
 * What discovery knows of each node: it fills in what the devices file leaves open, never overrides it, and adds the
 * nodes that the devices file does not name. Those that discovery cannot describe either, for lack of a type, are stubs.
 */
export function addDiscovered(
  file: TopologyFile,
  index: NameIndex<NodeDraft>,
  problems: TopologyProblem[],
): NodeDraft[] {
  const added: NodeDraft[] = [];
  for (const key of Object.keys(file.nodes).sort()) {
    const node = file.nodes[key] ?? {};
    const draft = draftOf({ ...node, name: key });
    for (const spelling of [node.name, key])
      if (textOf(spelling)) draft.spellings.add(String(spelling).trim());
    const matches = [...new Set([...draft.spellings].flatMap((spelling) => index.find(spelling)))];
    if (matches.length > 1) {
      const message = `stands for ${listNames(matches)}: give each of them names and addresses of its own`;
      problems.push({ input: 'discovered', path: ['nodes', key], message });
    } else if (matches[0] !== undefined) {
      fillIn(matches[0], draft);
      index.add(matches[0]);
    } else {
      draft.stub = draft.type === undefined;
      added.push(draft);
      index.add(draft);
    }
  }
  return added;
}

/** Drafts by name and site, for a message. */
export function listNames(drafts: readonly NodeDraft[]): string {
  return drafts.map((draft) => `"${draft.name}" of site ${draft.site ?? 'default'}`).join(' and ');
}

function listDevices(file: DevicesFile): { device: Device; path: Path }[] {
  return Array.isArray(file.devices)
    ? file.devices.map((device, place) => ({ device, path: ['devices', place] }))
    : Object.entries(file.devices).map(([name, device]) => ({
        device: { ...device, name },
        path: ['devices', name],
      }));
}

function draftOf(device: Device): NodeDraft {
  const name = device.name.trim();
  const host = textOf(device.host);
  const ip = textOf(device.ip);
  const spellings = [name, host, ip, ...(device.aliases ?? [])]
    .map(textOf)
    .filter((text) => text !== undefined);
  return {
    name,
    spellings: new Set(spellings),
    type: textOf(device.type),
    site: textOf(device.site),
    tier: textOf(device.tier),
    vendor: textOf(device.vendor),
    host,
    ip,
    location: textOf(device.location),
    stub: false,
  };
}

/** Takes over what is not known yet, and every spelling. */
export function fillIn(known: NodeDraft, discovered: NodeDraft): void {
  known.type ??= discovered.type;
  known.site ??= discovered.site;
  known.tier ??= discovered.tier;
  known.vendor ??= discovered.vendor;
  known.host ??= discovered.host;
  known.location ??= discovered.location;
  for (const spelling of discovered.spellings) known.spellings.add(spelling);
}
