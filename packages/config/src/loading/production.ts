import { valueAt } from '../value-at.ts';
import { type Sources, whereIs } from './problem-lines.ts';

/** Passwords that the documentation prints, by the path of their setting. The compose files take one from a variable of another name. */
const DEMO_SECRETS = [
  { path: ['storage', 'neo4j', 'password'], value: 'password123', where: '' },
  {
    path: ['insights_action', 'grafana', 'password'],
    value: 'admin',
    where: '; with the compose files set GRAFANA_ADMIN_PASSWORD, otherwise GRAFANA_PASSWORD',
  },
];

/** What is fine for a first look and never in production: `AIOPS_ENV=production` refuses it. */
export function productionProblems(
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
): string[] {
  if (env.AIOPS_ENV !== 'production') return [];
  return [
    ...DEMO_SECRETS.filter(({ path, value }) => valueAt(sources.merged, path) === value).map(
      ({ path, where }) =>
        `${whereIs(path, sources)}: expected a password of your own, because AIOPS_ENV is production and this is the documented one${where}`,
    ),
    ...openPasswords(sources),
    ...uncheckedCertificates(sources),
    ...openApi(sources),
  ];
}

/** PLAIN shows the password to everyone on the way. */
function openPasswords(sources: Sources): string[] {
  const kafka = ['messaging', 'kafka'];
  const mechanism = valueAt(sources.merged, [...kafka, 'sasl', 'mechanism']);
  const enabled = valueAt(sources.merged, [...kafka, 'ssl', 'enabled']);
  if (String(mechanism).toLowerCase() !== 'plain' || String(enabled) === 'true') return [];
  return [
    `${whereIs([...kafka, 'sasl', 'mechanism'], sources)}: expected a SCRAM mechanism or TLS (KAFKA_SSL_ENABLED=true), because AIOPS_ENV is production and plain sends the password as it is`,
  ];
}

function uncheckedCertificates(sources: Sources): string[] {
  const path = ['storage', 'neo4j', 'uri'];
  if (!/^\w+\+ssc:/.test(String(valueAt(sources.merged, path)))) return [];
  return [
    `${whereIs(path, sources)}: expected +s instead of +ssc, because AIOPS_ENV is production and +ssc accepts any certificate`,
  ];
}

function openApi(sources: Sources): string[] {
  const path = ['insights_action', 'api', 'anonymous'];
  if (valueAt(sources.merged, path) !== 'viewer') return [];
  return [
    `${whereIs(path, sources)}: expected none, because AIOPS_ENV is production and viewer lets anybody read incidents`,
  ];
}
