import type { Buildah } from './buildah.ts';

/** What an image says about how it is run. */
export interface ImageConfig {
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Entry point and default arguments. */
  readonly command: readonly string[];
  /** The command of its health check, none when it has none. */
  readonly healthcheck: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

interface Inspected {
  readonly Docker: {
    readonly config: {
      readonly User?: string;
      readonly Env?: readonly string[] | null;
      readonly WorkingDir?: string;
      readonly Entrypoint?: readonly string[] | null;
      readonly Cmd?: readonly string[] | null;
      readonly Healthcheck?: { readonly Test?: readonly string[] };
      readonly Labels?: Readonly<Record<string, string>> | null;
    };
  };
}

/** Reads the configuration of an image in the store. */
export async function readImageConfig(buildah: Buildah, image: string): Promise<ImageConfig> {
  const lines = await buildah(['inspect', '--type', 'image', image]);
  const { config }: Inspected['Docker'] = JSON.parse(lines.join('\n')).Docker;
  const [kind, ...check] = config.Healthcheck?.Test ?? [];
  return {
    user: config.User ?? '',
    env: Object.fromEntries((config.Env ?? []).map((entry) => entry.split(/=(.*)/s).slice(0, 2))),
    workingDirectory: config.WorkingDir || '/',
    command: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
    healthcheck: kind === 'CMD' ? check : undefined,
    labels: config.Labels ?? {},
  };
}
