import { type FileHandle, mkdir, open as openFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chained } from './audit-chain.ts';
import { type AuditLeftovers, addBegun } from './audit-leftovers.ts';
import type { AuditEntry } from './run-entry.ts';
import { AuditTampered, type VerifiedAudit, verifyAudit } from './verify-audit.ts';

/** The audit log cannot be written now, so that nothing is executed. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

/** Where every decision is put down before it counts. */
export interface AuditLog {
  /** Resolves once the entry is on the disk. Rejects with {@link AuditUnavailable} or {@link AuditTampered}. */
  append(entry: AuditEntry): Promise<void>;
  /**
   * Whether a run was claimed to be executed, by this process or one before it, whatever the shared records know of it. Rejects like
   * `append`: what cannot be read says nothing.
   */
  hasBegun(run: string): Promise<boolean>;
  /** Why the last attempt to open or to write it failed; undefined while all is well. */
  problem(): string | undefined;
  /** What former processes left undone; empty while it could not be read. */
  readonly left: AuditLeftovers | undefined;
  close(): Promise<void>;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly inode: number;
  bytes: number;
  last: string;
}

/**
 * Opens an audit log, one JSON line an entry, after reading it whole. Of an incomplete last line, which a crash leaves, the bytes are
 * cut off. Always resolves: what is wrong is told by `problem` and each `append`, which tries again, but not where the file was
 * tampered with. One process writes a file: that it grew meanwhile is seen, and refused.
 */
export async function openAuditLog(file: string, open: typeof openFile = openFile): Promise<AuditLog> {
  let current: OpenFile | undefined;
  let left: AuditLeftovers | undefined;
  let failure: Error | undefined;
  const attempt = async (action: () => Promise<void>) => {
    if (failure instanceof AuditTampered) throw failure;
    try {
      await action();
      failure = undefined;
    } catch (error) {
      failure = error instanceof AuditTampered ? error : unavailable(file, error);
      await current?.handle.close().catch(() => undefined);
      current = undefined;
      throw failure;
    }
  };
  const ensureOpen = async () => {
    if (current !== undefined) return current;
    const verified = await verifyAudit(file);
    left ??= verified.left;
    for (const run of verified.left.begun) addBegun(begun, run);
    current = await openVerified(file, verified, open);
    return current;
  };
  let queue: Promise<unknown> = Promise.resolve();
  const begun = new Set<string>();
  const inTurn = (action: () => Promise<void>) => {
    const done = queue.then(() => attempt(action));
    queue = done.catch(() => undefined);
    return done;
  };
  await inTurn(async () => void (await ensureOpen())).catch(() => undefined);
  return {
    append: (entry) =>
      inTurn(async () => {
        await writeLine(file, await ensureOpen(), entry);
        if (entry.kind === 'claimed') addBegun(begun, entry.run);
      }),
    async hasBegun(run) {
      await inTurn(async () => void (await ensureOpen()));
      return begun.has(run);
    },
    problem: () => failure?.message,
    get left() {
      return left;
    },
    async close() {
      await queue;
      await current?.handle.close();
    },
  };
}

async function openVerified(
  file: string,
  { bytes, last, torn }: VerifiedAudit,
  open: typeof openFile,
): Promise<OpenFile> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a', 0o600);
  try {
    if (torn > 0) await handle.truncate(bytes);
    await handle.sync();
    await syncFolder(dirname(file), open);
    return { handle, inode: (await handle.stat()).ino, bytes, last };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A new file is there after a crash only once its folder is on the disk. */
async function syncFolder(folder: string, open: typeof openFile): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeLine(file: string, current: OpenFile, entry: AuditEntry): Promise<void> {
  const { size, ino } = await stat(file);
  if (ino !== current.inode || size !== current.bytes) {
    throw new Error('somebody else wrote to the file or replaced it');
  }
  const line = chained(current.last, entry);
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  await current.handle.appendFile(bytes);
  await current.handle.sync();
  current.bytes += bytes.length;
  current.last = line.hash;
}

function unavailable(file: string, error: unknown): AuditUnavailable {
  return new AuditUnavailable(
    `The audit log ${file} cannot be written: ${(error as Error).message}. Nothing is run until it can: give it space, rights, or another place (insights_action.runbooks.audit_file).`,
  );
}
