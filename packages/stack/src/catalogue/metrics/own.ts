import { metricList } from '../metric-list.ts';

/** What every service of the fleet tells on /metrics. A test compares it with the instruments themselves. */
export const ownMetrics = metricList(`
version: aiops_build_info
service topic: aiops_messages_consumed_total aiops_messages_produced_total aiops_process_duration_seconds~h aiops_event_delay_seconds~h
reason service topic: aiops_dlq_messages_total
partition service topic: aiops_consumer_lag
result service: aiops_checkpoints_total
dep service: aiops_dependency_up
service what: aiops_occurrences_total
result service sink: aiops_deliveries_total
service sink: aiops_deliveries_waiting
result service: aiops_series_samples_total
mute service: aiops_anomalies_muted_total
change channel result service: aiops_notifications_total
reason service: aiops_suppressed_total
class service: aiops_ledger_anomalies
verdict: aiops_feedback_total
mode result runbook: aiops_action_executions_total
job service: aiops_flink_job_up aiops_flink_job_restarts aiops_flink_job_checkpoint_timestamp_seconds aiops_flink_job_state_bytes aiops_flink_job_late_dropped
service: aiops_config_last_reload_success aiops_config_last_reload_success_timestamp_seconds
`);
