// Builds the page into dist/page: scripts and styles under names that hold a hash of their content, and index.html that names them.
// usage: node packages/console/build.mjs [--if-changed]
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const page = join(folder, 'dist', 'page');
/** Where the page is served. */
const BASE = '/ui';
/** What most people come to: it is fetched at once, not when somebody has found out that it is needed. */
const FIRST_VIEW = 'src/incidents/incident-list.tsx';

/** Builds the page unless it is already what the sources say; returns whether it built. */
export async function buildPage({ ifChanged = false } = {}) {
  const wanted = sourceHash();
  if (ifChanged && isBuiltFrom(wanted)) return false;
  // Made beside the old one and then put in its place, so that nobody is served half a page.
  const next = join(folder, 'dist', `page-${process.pid}`);
  const { metafile } = await build({
    entryPoints: { main: join(folder, 'src', 'main.tsx'), style: join(folder, 'src', 'style', 'style.css') },
    outdir: join(next, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: ['es2023', 'chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    conditions: ['@aiops/source'],
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const made = (entry) => outputOf(metafile, entry);
  const first = [...neededBy(metafile, [made('src/main.tsx'), made(FIRST_VIEW)])];
  mkdirSync(next, { recursive: true });
  writeFileSync(
    join(next, 'index.html'),
    indexHtml({
      script: addressOf(made('src/main.tsx')),
      style: addressOf(made('src/style/style.css')),
      first: first.map(addressOf),
    }),
  );
  writeFileSync(join(next, 'sources.txt'), wanted);
  putInPlace(next, ifChanged ? wanted : undefined);
  return true;
}

function isBuiltFrom(wanted) {
  const stamp = join(page, 'sources.txt');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Several processes may have built at the same time: one of them is enough, and what is served already stays when it is `wanted`. */
function putInPlace(next, wanted) {
  const former = `${next}-former`;
  try {
    if (wanted !== undefined && isBuiltFrom(wanted)) return;
    if (existsSync(page)) renameSync(page, former);
    renameSync(next, page);
  } catch (error) {
    // Another one was a moment faster.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  } finally {
    for (const rest of [next, former]) rmSync(rest, { recursive: true, force: true });
  }
}

/** The output that was made of a source. */
function outputOf({ outputs }, source) {
  const [path] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(source)) ?? [];
  if (path === undefined) throw new Error(`esbuild made nothing of ${source}`);
  return path;
}

/** These outputs, and whatever they import before they run. */
function neededBy({ outputs }, paths) {
  const needed = new Set(paths);
  for (const path of needed) {
    for (const { path: imported, kind } of outputs[path].imports) {
      if (kind === 'import-statement') needed.add(imported);
    }
  }
  return needed;
}

function addressOf(path) {
  return `${BASE}/assets/${basename(path)}`;
}

function indexHtml({ script, style, first }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AIOps</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
${first.map((address) => `<link rel="modulepreload" href="${address}">`).join('\n')}
<script type="module" src="${script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. Without it: curl /api/v1/incidents</noscript>
</body>
</html>
`;
}

function sourceHash() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|css)$/.test(name) && !/\.test\.ts$|^testing/.test(name))
    .map((name) => join(folder, 'src', name))
    .sort();
  for (const path of [...sources, join(folder, 'build.mjs'), join(folder, 'package.json')]) {
    hash.update(`${path.slice(folder.length)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const didBuild = await buildPage({ ifChanged: process.argv.includes('--if-changed') });
  if (didBuild) console.error(`Built the page in ${Date.now() - started} ms.`);
}
