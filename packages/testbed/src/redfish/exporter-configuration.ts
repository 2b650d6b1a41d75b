import type { BmcLogin } from './bmc-client.ts';

/** The login in a configuration of the exporter: `username`, `password` and `verifyTls` below `redfish`, one a line. */
export function exporterLogin(text: string): BmcLogin {
  const value = (key: string) =>
    new RegExp(`^\\s+${key}:[ \\t]*(?:"([^"]*)"|'([^']*)'|([^\\s#]*))`, 'm')
      .exec(text)
      ?.slice(1)
      .find(Boolean) ?? '';
  return {
    username: value('username'),
    password: value('password'),
    verifyTls: value('verifyTls') === 'true',
  };
}
