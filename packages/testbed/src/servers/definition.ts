import type { Progress } from '../install/progress.ts';
import type { Addresses } from './localise.ts';
import type { ProcessOptions, RunningProcess } from './process.ts';

/** A program that the testbed brings to the machine. */
export interface Installable {
  /** The name that compose files and `aiops testbed` use. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** Fetches or builds what is missing; quick when nothing is. Rejects with what the user can do about it. */
  install(progress: Progress): Promise<void>;
}

/** How a server's processes are started: it decides whether they outlive the caller, and keeps account of them. */
export type Launch = (options: ProcessOptions) => Promise<RunningProcess>;

/** Where one instance of a server lives. */
export interface Place {
  /** The ports it shall listen on, on 127.0.0.1, by the names of its definition. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where the other servers are: `kafka:29092` → `127.0.0.1:9092`. For `localise`. */
  readonly addresses: Addresses;
  /** For configuration, data and log; exists already, and may hold the data of an earlier start. */
  readonly folder: string;
  /** For files that one server writes and another reads: `network-device-logs`. Exists. */
  readonly shared: string;
  /** Starts a process and resolves once it is ready. Nothing else may start one. */
  readonly launch: Launch;
}

/** A server that `aiops testbed` and tests can start: everything that is particular to it, and nothing of who runs it. */
export interface ServerDefinition extends Installable {
  /** `service`: one of our own, started by `up --fleet` only. */
  readonly kind: 'server' | 'service';
  /** Started only when it is named, or needed by one that is; false unless set. */
  readonly onRequest?: boolean;
  /** Names of the servers that must be ready before it starts. */
  readonly needs: readonly string[];
  /** Default ports by name, the first being the one that users ask. A name that ends in `udp` is a UDP port. */
  readonly ports: Readonly<Record<string, number>>;
  /** Further `host:port` under which configuration knows it, and the name of the port meant: `kafka:29092` → `client`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** What users are told of the first port: `http`, `redis`…; `http` unless set, nothing for ''. */
  readonly scheme?: string;
  /** Starts it and resolves once it answers. Safe to call again on a folder that it used before. */
  start(place: Place): Promise<void>;
}
