import { hostOf, isAddress, type Labels, label, type TargetsFile } from '@aiops/contracts';
import { type Drafts, type EdgeDraft, findEnd } from './merge-edges.ts';
import { fillIn, listNames } from './merge-nodes.ts';
import { type NodeDraft, textOf } from './topology-draft.ts';

/** What controllers are called beside the name of their server: `server-1-bmc`, `ilo-db-2`. */
const OF_SERVER =
  /^(?:(?:bmc|ilom?|idrac|ipmi|xcc|imm|cimc|irmc)[-_](.+)|(.+)[-_](?:bmc|ilom?|idrac|ipmi|xcc|imm|cimc|irmc))$/i;

/**
 * The management controllers that Redfish talks to are devices, and each watches a server: a server that fails is felt at its
 * controller, weakly, because that has power of its own. Which server it is says the label `server`, or else the controller's name.
 */
export function addControllers(file: TargetsFile, drafts: Drafts): EdgeDraft[] {
  return file.flatMap(({ targets, labels }, group) =>
    targets.flatMap((target, place): EdgeDraft[] => {
      const path = [group, 'targets', place];
      // A name that several targets share is that of none.
      const described = controllerOf(
        target,
        targets.length === 1 ? (labels ?? {}) : { ...labels, device_name: null },
      );
      const controller = mergeController(described, drafts, path);
      const server = textOf(label(labels ?? {}, 'server'));
      const to =
        server === undefined
          ? serverByName(controller, drafts)
          : findEnd(server, { input: 'redfish', path: [group, 'labels', 'server'] }, drafts);
      if (to === undefined || to === controller) return [];
      const terms = { kind: 'depends_on', relation: 'sidecar' } as const;
      return [{ from: controller, to, source: 'redfish', terms }];
    }),
  );
}

function controllerOf(target: string, labels: Labels): NodeDraft {
  const address = hostOf(target.trim());
  const told = (name: string) => textOf(label(labels, name));
  const name = told('device_name') ?? address;
  return {
    name,
    spellings: new Set([name, address]),
    type: told('device_type') ?? 'bmc',
    site: told('site'),
    tier: told('device_tier'),
    location: told('location'),
    ...(isAddress(address) ? { ip: address } : { host: address }),
    stub: false,
  };
}

/** The controller that other files know by its name or its address, or else this one as a new device. */
function mergeController(
  described: NodeDraft,
  { index, all, problems }: Drafts,
  path: readonly PropertyKey[],
): NodeDraft {
  const [found, ...more] = new Set([...described.spellings].flatMap((spelling) => index.find(spelling)));
  if (more.length > 0 && found !== undefined) {
    const message = `stands for ${listNames([found, ...more])}: give each of them names and addresses of its own`;
    problems.push({ input: 'redfish', path, message });
  }
  if (found === undefined) {
    all.push(described);
    index.add(described);
    return described;
  }
  found.stub = false;
  fillIn(found, described);
  index.add(found);
  return found;
}

function serverByName({ name }: NodeDraft, { index }: Drafts): NodeDraft | undefined {
  const short = isAddress(name) ? name : (name.split('.')[0] ?? name);
  const [, after, before] = OF_SERVER.exec(short) ?? [];
  const found = index.find(after ?? before ?? '');
  return found.length === 1 ? found[0] : undefined;
}
