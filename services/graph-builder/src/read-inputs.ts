import type { Criticality } from '@aiops/contracts';
import { InvalidTopology } from './invalid-topology.ts';
import { type ExtraTopology, mergeTopology } from './merge-topology.ts';
import { readDevices, readTargets, readTopology } from './read-files.ts';

export interface TopologyFiles {
  /** Path of `devices.yml`; it must exist. */
  readonly devicesFile: string;
  /** Path of `topology.json`, which may be absent. */
  readonly topologyFile: string;
  /** Path of the scrape targets of Redfish, which may be absent. */
  readonly redfishFile?: string | undefined;
  readonly extra?: ExtraTopology;
  /** The criticality of edges that name none; the one of the schema unless given. */
  readonly criticality?: Criticality;
}

/** The network map that the files describe. Throws {@link InvalidTopology} with every problem of all files. */
export async function readInputs(files: TopologyFiles): Promise<ExtraTopology> {
  const [devices, discovered, redfish] = await Promise.all([
    settle(readDevices(files.devicesFile)),
    settle(readTopology(files.topologyFile)),
    settle(readTargets(files.redfishFile)),
  ]);
  const unread = [...devices.problems, ...discovered.problems, ...redfish.problems];
  if (devices.file === undefined || unread.length > 0) throw new InvalidTopology(unread);
  const merged = mergeTopology({
    devices: devices.file.value,
    discovered: discovered.file?.value,
    redfish: redfish.file?.value,
    extra: files.extra,
    criticality: files.criticality,
  });
  if (merged.problems.length === 0) return merged;
  const places = {
    devices: devices.file,
    discovered: discovered.file,
    redfish: redfish.file,
    extra: undefined,
  };
  throw new InvalidTopology(
    merged.problems.map(
      ({ input, path, message }) => places[input]?.problem(path, message) ?? `${input}: ${message}`,
    ),
  );
}

/** Whether the files can be used, for a check that stores nothing. */
export async function readTopologyFiles(
  devicesFile: string,
  topologyFile: string,
  redfishFile?: string,
): Promise<{ readonly problems: readonly string[]; readonly devices: number }> {
  try {
    const { nodes } = await readInputs({ devicesFile, topologyFile, redfishFile });
    return { problems: [], devices: nodes.filter((node) => node.kind === 'device' && !node.stub).length };
  } catch (error) {
    if (error instanceof InvalidTopology) return { problems: error.problems, devices: 0 };
    throw error;
  }
}

/** The outcome of reading one file, so that a bad one does not hide the problems of the other. */
async function settle<T>(reading: Promise<T>): Promise<{ file?: T; problems: readonly string[] }> {
  try {
    return { file: await reading, problems: [] };
  } catch (error) {
    if (error instanceof InvalidTopology) return { problems: error.problems };
    throw error;
  }
}
