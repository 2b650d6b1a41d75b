/** CPU time (user and system, µs) that an action takes in this process. */
export function cpuMicros(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
