import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, portOfFlag, ports, tcp } from './image-family.ts';
import { metricList } from './metric-list.ts';

const gportal = metricList(`
system_id: redfish_health redfish_power_state
memory_id system_id: redfish_memory_health redfish_memory_capacity
storage_id system_id: redfish_storage_health
drive_id storage_id system_id: redfish_drive_health redfish_drive_capacity
processor_id system_id: redfish_processor_health
system_id version: redfish_bios_version
`);

const jenningsloy = metricList(`
: redfish_up redfish_exporter_collector_duration_seconds
hostname resource system_id: redfish_system_health_state redfish_system_power_state redfish_system_state
  redfish_system_memory_health_state redfish_system_processor_health_state redfish_system_storage_controller_health_state
  redfish_system_storage_drive_health_state redfish_system_storage_volume_health_state
chassis_id resource sensor sensor_id: redfish_chassis_temperature_celsius redfish_chassis_temperature_sensor_state
chassis_id fan fan_id resource: redfish_chassis_fan_rpm_percentage redfish_chassis_fan_health
chassis_id power_supply power_supply_id resource: redfish_chassis_power_powersupply_health
`);

/** `gportal/redfish_exporter`: one page for each BMC, `/metrics?host=https://<bmc>` on 9096. No temperature, fan or watts. */
export const redfishExporter: ImageFamily = {
  name: 'redfish_exporter (gportal)',
  images: ['gportal/redfish_exporter', 'g-portal/redfish_exporter'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'web.listen-address')?.text, 9096))],
  configs: [{ flag: 'config.file', path: '/etc/redfish_exporter/config.yml' }],
  paths: ['/etc/redfish_exporter'],
  role: 'redfish',
  endpoints: [{ path: '/metrics', parameters: ['host'], metrics: gportal }],
};

/** `jenningsloy318/redfish_exporter`, which the one of gportal replaced: `/redfish?target=<bmc>` on 9610 and other metric names. */
export const redfishExporterBefore: ImageFamily = {
  name: 'redfish_exporter (jenningsloy318)',
  images: ['jenningsloy318/redfish_exporter'],
  listens: ports(9610),
  configs: [{ flag: 'config.file', path: '/etc/prometheus/redfish_exporter.yml' }],
  paths: ['/etc/prometheus'],
  role: 'redfish',
  endpoints: [{ path: '/redfish', parameters: ['target'], metrics: jenningsloy }],
};
