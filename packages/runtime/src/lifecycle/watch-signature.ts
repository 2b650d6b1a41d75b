import { stat } from 'node:fs/promises';

export interface Watch {
  /** Looks now. */
  poll(): Promise<void>;
  stop(): void;
}

/** The signature of what is not there, or cannot be looked at. */
export const ABSENT = 'absent';

/**
 * Asks for a signature every `interval` ms and tells when it has become another and then stayed the same for an interval, so that
 * nobody reads a file while it is written. The next look waits for `onChange`. The first two looks always tell, since something may
 * have changed before the first.
 */
export function watchSignature(
  signatureOf: () => Promise<string>,
  interval: number,
  onChange: (signature: string) => void | Promise<void>,
): Watch {
  let told: string | undefined;
  let seen: string | undefined;
  let looking: Promise<void> | undefined;
  const look = async () => {
    const now = await signatureOf();
    const isSettled = now === seen;
    seen = now;
    if (!isSettled || now === told) return;
    told = now;
    await onChange(now);
  };
  const poll = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void poll(), interval);
  timer.unref();
  return { poll, stop: () => clearInterval(timer) };
}

/**
 * What tells one content of a file from another without reading it. It is looked at by its path: editors replace a file, and Kubernetes
 * and volumes swap the link that leads to it.
 */
export async function fileSignature(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch {
    // Whatever keeps it from being looked at keeps it from being read, which then tells the reason.
    return ABSENT;
  }
}
