import { type Severity, severitySchema } from '@aiops/contracts';
import { z } from 'zod';
import { expectAt } from '../fields/expect-at.ts';
import { pemFile, port, text, url } from '../fields/field-types.ts';
import { type IncidentMatch, incidentMatchSchema } from './incident-match.ts';

/** Ways in which people can be told. */
export const channelKinds = [
  'webhook',
  'slack',
  'email',
  'pagerduty',
  'dingtalk',
  'feishu',
  'wecom',
] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** One place in which people are told. Which of the optional settings belong to which kind is checked. */
export interface NotificationChannel {
  name: string;
  kind: ChannelKind;
  min_severity: Severity;
  match: IncidentMatch;
  url?: string | undefined;
  url_file?: string | undefined;
  secret_file?: string | undefined;
  routing_key_file?: string | undefined;
  host?: string | undefined;
  port: number;
  tls: 'starttls' | 'implicit' | 'none';
  ca_file?: string | undefined;
  username?: string | undefined;
  password_file?: string | undefined;
  from?: string | undefined;
  to?: string[] | undefined;
}

type Key = keyof NotificationChannel;

/** Settings that a kind needs and those that it may have besides, of those that not every kind has. */
const SETTINGS: Readonly<
  Record<ChannelKind, { readonly needs: readonly Key[]; readonly may: readonly Key[] }>
> = {
  webhook: { needs: [], may: ['url', 'url_file', 'secret_file', 'ca_file'] },
  slack: { needs: ['url_file'], may: ['ca_file'] },
  email: { needs: ['host', 'from', 'to'], may: ['ca_file', 'username', 'password_file'] },
  pagerduty: { needs: ['routing_key_file'], may: ['url', 'ca_file'] },
  dingtalk: { needs: ['url_file'], may: ['secret_file', 'ca_file'] },
  feishu: { needs: ['url_file'], may: ['secret_file', 'ca_file'] },
  wecom: { needs: ['url_file'], may: ['ca_file'] },
};
const SPECIAL: readonly Key[] = [
  'url',
  'url_file',
  'secret_file',
  'routing_key_file',
  'host',
  'ca_file',
  'username',
  'password_file',
  'from',
  'to',
];
const ADDRESS = /^[^\s<>@,;:"]+@[^\s<>@,;:"]+$/;
const MAIL = 'expected an e-mail address such as aiops@example.org';

const severity = (fallback: Severity) =>
  z
    .enum(severitySchema.options, { error: `expected ${severitySchema.options.join(', ')}` })
    .default(fallback);

/** A channel of notifications as it is written. */
export const notificationChannelSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9_]{1,40}$/, 'expected a name of small letters, digits and _, at most 40')
      .describe('Name in metrics, health and aiops.actions'),
    kind: z
      .enum(channelKinds, { error: `expected ${channelKinds.join(', ')}` })
      .describe('Way in which people are told'),
    min_severity: severity('low').describe('Incidents below this severity are not told here'),
    match: incidentMatchSchema.prefault({}),
    url: url().describe('webhook: the address; pagerduty: another address of the Events API v2'),
    url_file: text()
      .optional()
      .describe('File with the address, which is a secret: slack, dingtalk, feishu, wecom, webhook'),
    secret_file: text()
      .optional()
      .describe('File with the key that signs messages: webhook, dingtalk, feishu'),
    routing_key_file: text().optional().describe('pagerduty: file with the integration key'),
    host: text().optional().describe('email: the SMTP server'),
    port: port(587, 1).describe('email: its port'),
    tls: z
      .enum(['starttls', 'implicit', 'none'], { error: 'expected starttls, implicit or none' })
      .default('starttls')
      .describe('email: how it is encrypted; the certificate is always checked. none: only on this host'),
    ca_file: pemFile().describe('Certificates (PEM) to trust instead of the usual authorities'),
    username: text().optional().describe('email: name to log in with'),
    password_file: text().optional().describe('email: file with its password'),
    from: text().regex(ADDRESS, MAIL).optional().describe('email: address of the sender'),
    to: z
      .array(z.string().regex(ADDRESS, MAIL))
      .min(1, 'expected at least one address')
      .optional()
      .describe('email: addresses of the recipients'),
  })
  .superRefine(checkKind);

function checkKind(channel: NotificationChannel, context: z.RefinementCtx): void {
  const { needs, may } = SETTINGS[channel.kind];
  for (const key of SPECIAL) {
    const isSet = channel[key] !== undefined;
    if (needs.includes(key) && !isSet)
      expectAt(context, key, `expected to be set, because a channel of kind ${channel.kind} needs it`);
    else if (isSet && !needs.includes(key) && !may.includes(key)) misplaced(key, channel.kind, context);
  }
  if (channel.kind === 'webhook' && (channel.url === undefined) === (channel.url_file === undefined))
    expectAt(context, 'url', 'expected either url or url_file');
  if ((channel.username === undefined) !== (channel.password_file === undefined))
    expectAt(context, 'username', 'expected username and password_file together, or none of them');
  if (channel.kind === 'email' && channel.tls === 'none' && channel.username !== undefined)
    expectAt(context, 'tls', 'expected starttls or implicit, because a password is sent');
}

/** An address that is a secret is not repeated in what is said about it. */
function misplaced(key: Key, kind: ChannelKind, context: z.RefinementCtx): void {
  if (key === 'url')
    expectAt(context, 'url_file', 'expected the address in this file and not in url, because it is a secret');
  else expectAt(context, key, `expected not to be set, because a channel of kind ${kind} has none`);
}
