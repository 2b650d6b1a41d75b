/** What is said of a job that is not as the settings want it, and what to do about it. */
export const differences = {
  otherSql:
    'it runs with other SQL than config/flink and the settings make now: `aiops flink upgrade` replaces it',
  unwanted: 'it runs, but the settings do not want it: `aiops flink upgrade` stops it',
} as const;
