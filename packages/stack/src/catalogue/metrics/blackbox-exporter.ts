import { metricList } from '../metric-list.ts';

/** What the blackbox exporter tells of itself on /metrics, read from the binary (0.23). */
export const blackboxExporterMetrics = metricList(`
: blackbox_exporter_config_last_reload_success_timestamp_seconds blackbox_exporter_config_last_reload_successful
  blackbox_module_unknown_total
branch goarch goos goversion revision version: blackbox_exporter_build_info
`);
