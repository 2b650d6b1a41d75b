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
