import { bareUrl } from '@aiops/config';
import { sqlText } from '../jobs/render.ts';
import { runningName } from './job-name.ts';

/** The parameter of a running job that tells which SQL it was made from. */
export const FINGERPRINT = 'aiops.fingerprint';

/** What a job is started of. */
export interface Recovery {
  /** A checkpoint or savepoint, as Flink sees it. */
  readonly path: string;
  readonly isSavepoint: boolean;
}

/** The folder of a job's checkpoints, below that of all. */
export function checkpointFolder(stateUrl: string, job: string): string {
  return `${bareUrl(stateUrl)}/${runningName(job)}/checkpoints`;
}

/** The folder of a job's savepoints. */
export function savepointFolder(stateUrl: string, job: string): string {
  return `${bareUrl(stateUrl)}/${runningName(job)}/savepoints`;
}

/**
 * The statements that go before the script of a job: by what name it runs, how it is known again, where its state is kept, and of
 * what it starts. A checkpoint is handed over to the new job, which removes it in time; a savepoint stays where it is. The last
 * checkpoint stays when a job is cancelled or fails, so that it can be started of it again.
 */
export function settingsOf(job: string, sqlFingerprint: string, stateUrl: string, from?: Recovery): string[] {
  const settings: Readonly<Record<string, string>> = {
    'pipeline.name': runningName(job),
    'pipeline.global-job-parameters': `${FINGERPRINT}:${sqlFingerprint}`,
    'execution.checkpointing.dir': checkpointFolder(stateUrl, job),
    'execution.checkpointing.savepoint-dir': savepointFolder(stateUrl, job),
    'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    ...(from === undefined
      ? {}
      : {
          'execution.state-recovery.path': from.path,
          'execution.state-recovery.claim-mode': from.isSavepoint ? 'NO_CLAIM' : 'CLAIM',
        }),
  };
  return Object.entries(settings).map(([name, value]) => `SET ${sqlText(name)} = ${sqlText(value)}`);
}
