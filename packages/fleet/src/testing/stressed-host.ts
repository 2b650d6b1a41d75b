/** How often the exporter of the made-up host was scraped. */
const STEP_MS = 15_000;
const CPUS = ['0', '1'];

/**
 * What vmagent would have stored of a host that was calm, and then busy, short of memory and out of disk space from
 * `stressedAt` on: the series of node_exporter as text for `/api/v1/import/prometheus`, one sample each 15 s.
 */
export function stressedHost(instance: string, from: number, stressedAt: number, to: number): string {
  const lines: string[] = [];
  const labels = (more: Readonly<Record<string, string>>) =>
    Object.entries({ instance, job: 'node', ...more })
      .map(([name, value]) => `${name}="${value}"`)
      .join(',');
  let idle = 1_000_000;
  let user = 50_000;
  for (let at = from; at <= to; at += STEP_MS) {
    const stressed = at >= stressedAt;
    const seconds = STEP_MS / 1_000;
    idle += seconds * (stressed ? 0.02 : 0.9);
    user += seconds * (stressed ? 0.98 : 0.1);
    for (const cpu of CPUS) {
      lines.push(`node_cpu_seconds_total{${labels({ cpu, mode: 'idle' })}} ${idle} ${at}`);
      lines.push(`node_cpu_seconds_total{${labels({ cpu, mode: 'user' })}} ${user} ${at}`);
    }
    lines.push(`node_memory_MemTotal_bytes{${labels({})}} 68719476736 ${at}`);
    lines.push(`node_memory_MemAvailable_bytes{${labels({})}} ${stressed ? 1e9 : 4e10} ${at}`);
    const disk = { device: '/dev/sda1', fstype: 'ext4', mountpoint: '/' };
    lines.push(`node_filesystem_size_bytes{${labels(disk)}} 1000000000000 ${at}`);
    for (const free of ['node_filesystem_avail_bytes', 'node_filesystem_free_bytes'])
      lines.push(`${free}{${labels(disk)}} ${stressed ? 2e10 : 6e11} ${at}`);
  }
  return `${lines.join('\n')}\n`;
}
