import { expect, test } from 'vitest';
import { settingsOf } from './job-settings.ts';

test('a job is known by its name and its SQL, and has folders of its own', () => {
  const settings = settingsOf('rollups', 'abc', 'file:///state/');
  expect(settings).toContain("SET 'pipeline.name' = 'aiops-rollups'");
  expect(settings).toContain("SET 'pipeline.global-job-parameters' = 'aiops.fingerprint:abc'");
  expect(settings).toContain("SET 'execution.checkpointing.dir' = 'file:///state/aiops-rollups/checkpoints'");
  expect(settings.join('\n')).not.toContain('state-recovery');
});

test('a checkpoint is handed over to the new job, a savepoint stays', () => {
  const of = (isSavepoint: boolean) =>
    settingsOf('a', 'b', 'file:/s', { path: "file:/it's", isSavepoint }).join('\n');
  expect(of(false)).toContain(
    "SET 'execution.state-recovery.path' = 'file:/it''s'\nSET 'execution.state-recovery.claim-mode' = 'CLAIM'",
  );
  expect(of(true)).toContain("'NO_CLAIM'");
});
