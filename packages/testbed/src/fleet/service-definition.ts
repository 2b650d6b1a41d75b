import { join } from 'node:path';
import { runProgram } from '../install/run-program.ts';
import { answers } from '../servers/answers.ts';
import type { Place, ServerDefinition } from '../servers/definition.ts';
import { localise } from '../servers/localise.ts';
import { repositoryFile } from '../servers/repository.ts';
import { buildServices } from './build-services.ts';

/** What tells one of our services from the others. */
export interface Service {
  /** Its folder under services/. */
  readonly name: string;
  readonly summary: string;
  readonly needs: readonly string[];
  /** Default ports; `http` answers when it is ready. */
  readonly ports: Readonly<Record<string, number>>;
  /** What is asked for there. */
  readonly path: string;
  /** Environment as in docker-compose-aiops.yml; `at` turns an address of the compose network into the one here. */
  readonly env: (at: (address: string) => string, ports: Place['ports']) => Readonly<Record<string, string>>;
}

/** The service as a process of its own, as its image runs it: `node dist/main.js`. */
export function serviceDefinition(service: Service): ServerDefinition {
  const { name, summary, needs, ports, path } = service;
  return {
    name,
    summary,
    kind: 'service',
    needs,
    ports,
    install: (progress) => buildServices(progress),
    async start(place) {
      await place.launch({
        name,
        command: process.execPath,
        args: [mainOf(name)],
        // From here config/, runbooks/ and data/ are found, as they are mounted into the containers.
        cwd: repositoryFile('.'),
        env: environmentOf(service, place),
        logFile: join(place.folder, `${name}.log`),
        ready: () => answers(`http://127.0.0.1:${place.ports.http}${path}`),
      });
    },
  };
}

/** A service that does its work and ends, after which nothing of it runs. */
export function oneShotDefinition(service: Omit<Service, 'path' | 'ports'>): ServerDefinition {
  const { name, summary, needs } = service;
  return {
    name,
    summary,
    kind: 'service',
    needs,
    ports: {},
    install: (progress) => buildServices(progress),
    async start(place) {
      await runProgram(process.execPath, [mainOf(name)], {
        cwd: repositoryFile('.'),
        env: environmentOf(service, place),
      });
    },
  };
}

function mainOf(name: string): string {
  return repositoryFile(`services/${name}/dist/main.js`);
}

function environmentOf(
  { env }: Pick<Service, 'env'>,
  { addresses, ports }: Place,
): Readonly<Record<string, string>> {
  return env((address) => localise(address, addresses), ports);
}
