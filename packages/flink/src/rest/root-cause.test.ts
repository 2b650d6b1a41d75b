import { expect, test } from 'vitest';
import { rootCause } from './root-cause.ts';

test('the innermost exception is told, without its package and where it came by', () => {
  const trace = `org.apache.flink.util.FlinkException: Global failure triggered by OperatorCoordinator for 'Source: c[25]'.
\tat org.apache.flink.runtime.source.coordinator.SourceCoordinatorContext.failJob(SourceCoordinatorContext.java:437)
Caused by: org.apache.flink.util.FlinkRuntimeException: Failed to list subscribed topic partitions due to
\tat org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumerator.checkPartitionChanges(X.java:1)
Caused by: org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.
`;
  expect(rootCause(trace)).toBe(
    'UnknownTopicOrPartitionException: This server does not host this topic-partition.',
  );
});

test('a text that is no stack trace is told by its first line, cut where nobody reads on', () => {
  expect(rootCause('Job not found\nand so on')).toBe('Job not found');
  expect(rootCause('x'.repeat(5_000))).toHaveLength(400);
});
