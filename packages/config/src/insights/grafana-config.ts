import { z } from 'zod';
import { expectAt } from '../fields/expect-at.ts';
import { pemFile, text, url } from '../fields/field-types.ts';

/** `insights_action.grafana` */
export const grafanaSchema = z
  .strictObject({
    url: url().describe(
      'Base URL of Grafana; reports name it, and with a token or a password incidents are written there as annotations',
    ),
    token: text()
      .optional()
      .describe(
        'Token of a service account that may read, create, change and delete annotations; it goes before user and password',
      ),
    user: text().default('admin').describe('User of Grafana, where there is no token'),
    password: text()
      .optional()
      .describe('Password of that user; without one and without a token nothing is written to Grafana'),
    ca_file: pemFile().describe(
      'Certificates (PEM) of the authorities to trust instead of the usual ones; needs an https URL',
    ),
  })
  .superRefine(({ url, token, password, ca_file }, context) => {
    if (url === undefined && (token ?? password) !== undefined)
      expectAt(context, 'url', 'expected a URL, because a token or a password is given: set GRAFANA_URL');
    if (url !== undefined && ca_file !== undefined && !/^https:/i.test(url))
      expectAt(
        context,
        'url',
        'expected a URL with https such as https://grafana:3000, because a CA file is given',
      );
  });
