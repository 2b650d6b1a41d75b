import { type Response, Router } from 'express';
import type { PageFile, PageFiles } from './page-files.ts';

/** Where the page is served. */
export const PAGE_PATH = '/ui';

/**
 * What a browser may do with the page: load its own script and style, talk to its own origin, and nothing else. Texts of logs and labels
 * can become neither script nor markup, since nothing may be made of text at all (trusted types).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const NOT_BUILT =
  'The page is not built. In a clone: node packages/console/build.mjs, and start again; npm start does so by itself. The API works: /api/v1/incidents\n';

/** Serves the incident page below `/ui/`: every path there is the page itself, which has its routes in the path. `/` leads to it. */
export function createPageRouter(files: PageFiles | undefined): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(['/', PAGE_PATH], (_request, response) => response.redirect(302, `${PAGE_PATH}/`));
  router.get(`${PAGE_PATH}/assets/:name`, (request, response) => {
    const file = files?.assets.get(request.params.name);
    if (file === undefined) {
      response.status(404).type('text/plain').send('There is no such file; load the page anew.\n');
      return;
    }
    // Its name holds a hash of what it says.
    send(response, file, 'public, max-age=31536000, immutable');
  });
  router.get(`${PAGE_PATH}/{*path}`, (_request, response) => {
    if (files === undefined) response.status(503).type('text/plain').send(NOT_BUILT);
    else send(response, files.index, 'no-cache');
  });
  return router;
}

function send(response: Response, { body, type, etag }: PageFile, caching: string): void {
  response.set({
    'Content-Type': type,
    'Cache-Control': caching,
    ETag: etag,
    'Content-Security-Policy': POLICY,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  // Answers 304 by itself where the browser has it already.
  response.send(body);
}
