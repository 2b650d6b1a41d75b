/** True for a name or address that means the machine itself. */
export function isLocal(host: string): boolean {
  return ['localhost', '127.0.0.1', '0.0.0.0', '[::1]', '[::]', '::1'].includes(host);
}
