export { tableFiles } from './ddl/topic-tables.ts';
export {
  createSqlGateway,
  type SqlGateway,
  SqlGatewayError,
  type SqlGatewayOptions,
  type SubmittedStatements,
} from './gateway/sql-gateway.ts';
export { type FlinkJob, flinkJobs } from './jobs/flink-jobs.ts';
export { statementsOf } from './jobs/statements-of.ts';
export { FlinkError, FlinkUnavailable } from './rest/flink-error.ts';
export {
  type ClusterOverview,
  createFlinkRest,
  type FlinkRest,
  type FlinkRestOptions,
  type JobDetail,
  type KnownJob,
  type Snapshot,
  type Vertex,
} from './rest/flink-rest.ts';
export { type JobStatus, jobStatuses } from './status/job-status.ts';
export { type JobsHealth, type JobWatch, type JobWatchOptions, watchJobs } from './status/watch-jobs.ts';
export { awaitCluster, type ClusterNeeds } from './submit/await-cluster.ts';
export type { JobOutcome } from './submit/job-outcome.ts';
export { savepointFolder } from './submit/job-settings.ts';
export { type KeepJobsOptions, keepJobs } from './submit/keep-jobs.ts';
export { type JobHistory, knownJobs } from './submit/known-jobs.ts';
export type { Cluster } from './submit/start-job.ts';
export { type Differing, submitJobs } from './submit/submit-jobs.ts';
