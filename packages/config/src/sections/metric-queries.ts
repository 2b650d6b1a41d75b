/** Interfaces whose traffic is internal, or counted a second time by the physical one below them; as in host metrics. */
const VIRTUAL = 'lo|(veth|docker|br-|virbr|cni|flannel|cali|tun|tap|dummy|bond).*';
/** File systems that hold nothing of their own, or can hold no more than they do. */
const PSEUDO = 'tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|fuse.*|nsfs|rpc_pipefs|efivarfs';

const network = (direction: string) =>
  `sum without (device) (rate(node_network_${direction}_bytes_total{device!~"${VIRTUAL}"}[2m]))`;
/** An interface's counter per second. What people call the port (`ifAlias`) may change and is no part of the series. */
const port = (...counters: readonly string[]) =>
  counters.map((counter) => `sum without (ifAlias) (rate(${counter}[5m]))`).join(' + ');

/**
 * What the two exporters for Redfish call the same thing: first the name of gportal/redfish_exporter, then that of
 * jenningsloy318/redfish_exporter. Health: 1 OK, 2 warning, 3 critical. Power: 1 on, 2 off.
 */
const redfishNames: Readonly<Record<string, readonly string[]>> = {
  redfish_health: ['redfish_health', 'redfish_system_health_state'],
  redfish_power_state: ['redfish_power_state', 'redfish_system_power_state'],
  redfish_memory_health: ['redfish_memory_health', 'redfish_system_memory_health_state'],
  redfish_processor_health: ['redfish_processor_health', 'redfish_system_processor_health_state'],
  redfish_storage_health: ['redfish_storage_health', 'redfish_system_storage_controller_health_state'],
  redfish_drive_health: ['redfish_drive_health', 'redfish_system_storage_drive_health_state'],
  redfish_temperature: ['redfish_chassis_temperature_celsius'],
  redfish_fan_speed: ['redfish_chassis_fan_rpm_percentage'],
};

/**
 * What is asked of VictoriaMetrics unless the file says otherwise: metric name → PromQL. Labels of the target (`instance`,
 * `device_name`, `site`…) are kept in each answer, because they name the entity. Percent, bytes per second. The figures of
 * services are none of these: data-ingestion computes `response_time` and `http_5xx_errors` from spans itself.
 */
export const metricQueries: Readonly<Record<string, string>> = {
  cpu_usage:
    '100 * (1 - sum without (mode) (avg without (cpu) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}[2m]))))',
  memory_usage: '100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)',
  swap_usage: '100 * (1 - node_memory_SwapFree_bytes / (node_memory_SwapTotal_bytes > 0))',
  // As `df` counts: blocks kept for root are neither used nor available.
  disk_usage: `100 * max without (device, fstype, device_error) (1 - node_filesystem_avail_bytes{fstype!~"${PSEUDO}"} / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes))`,
  disk_iowait: '100 * avg without (cpu, mode) (rate(node_cpu_seconds_total{mode="iowait"}[2m]))',
  network_in: network('receive'),
  network_out: network('transmit'),
  load_average: 'node_load1',
  interface_in: port('ifHCInOctets'),
  interface_out: port('ifHCOutOctets'),
  interface_errors: port('ifInErrors', 'ifOutErrors'),
  interface_discards: port('ifInDiscards', 'ifOutDiscards'),
  interface_down: 'max without (ifAlias) ((ifAdminStatus == bool 1) * (ifOperStatus != bool 1))',
  ...Object.fromEntries(
    Object.entries(redfishNames).map(([name, exported]) => [name, exported.join(' or ')]),
  ),
};
