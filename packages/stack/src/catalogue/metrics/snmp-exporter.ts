import { metricList } from '../metric-list.ts';

/** What the SNMP exporter tells of itself on /metrics, read from the binary (0.21). */
export const snmpExporterMetrics = metricList(`
: snmp_packet_duration_seconds~h snmp_packet_retries_total snmp_packets_total snmp_request_errors_total snmp_unexpected_pdu_type_total
branch goarch goos goversion revision version: snmp_exporter_build_info
module: snmp_collection_duration_seconds~s
`);
