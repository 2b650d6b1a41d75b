export { defaultPollLags, type PollLags } from './poll/create-pollers.ts';
export type { Cursors, IngestionCounters, Logger, Publish, SourceHealth } from './ports.ts';
export { createDataIngestion, type DataIngestion, type DataIngestionOptions } from './service.ts';
export { type RunningIngestion, startDataIngestion } from './start.ts';
