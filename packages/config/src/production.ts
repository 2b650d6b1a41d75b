import { type Sources, whereIs } from './problem-lines.ts';
import { valueAt } from './value-at.ts';

/** Passwords that the documentation prints, by the path of their setting. */
const DEMO_SECRETS = [{ path: ['storage', 'neo4j', 'password'], value: 'password123' }];

/** What is fine for a first look and never in production: `AIOPS_ENV=production` refuses the documented passwords. */
export function productionProblems(
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
): string[] {
  if (env.AIOPS_ENV !== 'production') return [];
  return DEMO_SECRETS.filter(({ path, value }) => valueAt(sources.merged, path) === value).map(
    ({ path }) =>
      `${whereIs(path, sources)}: expected a password of your own, because AIOPS_ENV is production and this is the documented one`,
  );
}
