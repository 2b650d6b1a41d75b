import { stat } from 'node:fs/promises';

/** What tells one content of a file from another without reading it; `absent` where it is not there. */
type Signature = string;

export interface FileWatch {
  /** Looks at the file now. */
  poll(): Promise<void>;
  stop(): void;
}

/**
 * Looks at a file every `interval` ms and tells when it has become another and then stayed the same for an interval, so
 * that nobody reads a file while it is written. It is looked at by its path: editors replace a file, and Kubernetes and
 * volumes swap the link that leads to it. The first two looks always tell, since the file may have changed before the first.
 */
export function watchFile(
  path: string,
  interval: number,
  onChange: (file: { readonly isThere: boolean }) => void,
): FileWatch {
  let told: Signature | undefined;
  let seen: Signature | undefined;
  let looking: Promise<void> | undefined;
  const look = async () => {
    const now = await signatureOf(path);
    const isSettled = now === seen;
    seen = now;
    if (!isSettled || now === told) return;
    told = now;
    onChange({ isThere: now !== ABSENT });
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

const ABSENT = 'absent';

async function signatureOf(path: string): Promise<Signature> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch {
    // Whatever keeps it from being looked at keeps it from being read, which then tells the reason.
    return ABSENT;
  }
}
