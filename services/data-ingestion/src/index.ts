export { logOut } from './messages/log-out.ts';
export { metricOut } from './messages/metric-out.ts';
export type { SpanRecord } from './messages/trace-out.ts';
export { defaultPollLags, type PollLags } from './poll/create-pollers.ts';
export type { Cursors, IngestionCounters, Logger, Publish, SourceHealth } from './ports.ts';
export { createDataIngestion, type DataIngestion, type DataIngestionOptions } from './service.ts';
export { spanBatches } from './spans/span-batches.ts';
export { createSpanService } from './spans/span-service.ts';
export { type RunningIngestion, startDataIngestion } from './start.ts';
