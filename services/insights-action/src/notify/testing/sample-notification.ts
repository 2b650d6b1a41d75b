import type { RcaResult } from '@aiops/contracts';
import { sampleIncident } from '../../testing/sample-incident.ts';
import type { Notification } from '../channel.ts';
import { composeMessage } from '../compose-message.ts';
import { en } from '../wording/en.ts';
import { zonedTime } from '../zoned-time.ts';

/** Texts from outside that mean something to one place or another. */
export const hostileTexts = [
  '<!channel> <!here> <@U123|you> <https://evil.example|click>',
  '@all @everyone <@all> <at id=all></at> <at user_id="all">all</at>',
  '[click](https://evil.example) ![x](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '"><a href="javascript:alert(1)">x</a>',
  '# title\n> quote\n`code` **bold** <font color="warning">x</font>',
  'x\r\nBcc: victim@example.org\r\n\r\nbody',
  '=?utf-8?q?=0d=0aBcc:_victim@example.org?=',
  '\u0000\u001b[31m\u202etxet',
  '\ud800 half a character \udc00',
  '{{7*7}} $'.concat('{7*7} <%= 7*7 %> __proto__'),
  '&lt;b&gt; &amp;amp; &#60;',
  '"\\"'.repeat(3_000),
  '中'.repeat(10_000),
  'x'.repeat(1_000_000),
] as const;

/** The opening of the sample incident, with whatever a test wants to be different. */
export function sampleNotification(
  rest: Partial<Notification> = {},
  result: RcaResult = sampleIncident(),
): Notification {
  const change = rest.change ?? 'opened';
  const message = composeMessage(change, result, {
    wording: en,
    time: zonedTime('UTC'),
    runbooks: ['link_down'],
    before: undefined,
    pages: 'https://aiops.example.org',
    grafana: undefined,
  });
  return {
    incident: result.incident_id ?? 'i',
    revision: 1,
    change,
    message,
    key: 'k1',
    openingKey: 'k1',
    domain: result.domain,
    cause: 'rack-sw-1',
    at: Date.UTC(2026, 0, 27, 12, 1, 1),
    ...rest,
  };
}

/** A notification in which every text that may come from outside is the given one. */
export function hostileNotification(text: string, rest: Partial<Notification> = {}): Notification {
  return sampleNotification(
    { domain: text, cause: text, ...rest },
    sampleIncident(
      { incident_id: text, rca_summary: text, domain: text },
      { root_cause_device: text, explanation: text },
    ),
  );
}
