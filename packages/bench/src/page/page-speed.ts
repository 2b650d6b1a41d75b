import { setTimeout as sleep } from 'node:timers/promises';
import { debianCommand, installDebian, progressOnStderr } from '@aiops/testbed';
import { type Browser, chromium, type Page } from 'playwright-core';
import { quantile } from 'simple-statistics';
import { madeUpIncident, revisionText } from './made-up-incident.ts';
import { type PageServer, startPageServer } from './page-server.ts';

const CHROMIUM = { package: 'chromium', command: 'chromium' };
const INCIDENTS = 200;
const LOADS = 9;
const UPDATES_PER_SECOND = 200;
const SECONDS = 20;
/** Updates come in portions of this many. */
const PORTION = 10;

/** Notes when the first incident is drawn: the frame after its row came into the document. */
const WATCH_FIRST_ROW = `new MutationObserver((_, observer) => {
  if (document.querySelector('.row') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now(); }));
}).observe(document, { childList: true, subtree: true });`;

/** Counts what the stream tells. */
const COUNT_EVENTS = `window.heard = 0;
window.EventSource = class extends EventSource {
  constructor(url) {
    super(url);
    this.addEventListener('incident', () => { window.heard += 1; });
  }
};`;

/** Notes how long each frame took, and each task of more than 50 ms. */
const WATCH_FRAMES = `window.frames_ms = [];
window.tasks_ms = [];
new PerformanceObserver((list) => window.tasks_ms.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask' });
let last = performance.now();
const tick = (now) => { window.frames_ms.push(now - last); last = now; requestAnimationFrame(tick); };
requestAnimationFrame(tick);`;

/**
 * The incident page of a real insights-action in a real Chromium, with 200 incidents: when the first is seen (nothing cached), and what
 * 200 changes a second do to it for 20 s.
 */
export async function pageSpeed(): Promise<Record<string, unknown>> {
  await installDebian([CHROMIUM], progressOnStderr);
  const server = await startPageServer();
  const browser = await chromium.launch({
    executablePath: debianCommand(CHROMIUM),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const now = Date.now();
    await server.publish(Array.from({ length: INCIDENTS }, (_, number) => madeUpIncident(number, 1, now)));
    while ((await server.count()) < INCIDENTS) await sleep(20);
    return {
      incidents: INCIDENTS,
      first_incident: await firstIncident(browser, server),
      updates: await updates(browser, server, now),
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function firstIncident(browser: Browser, server: PageServer) {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const { page, close } = await openPage(browser, server, WATCH_FIRST_ROW);
    await until(page, 'window.firstRow !== undefined');
    times.push(Number(await page.evaluate('window.firstRow')));
    await close();
  }
  return {
    loads: LOADS,
    median_ms: Math.round(quantile(times, 0.5)),
    least_ms: Math.round(Math.min(...times)),
    most_ms: Math.round(Math.max(...times)),
  };
}

async function updates(browser: Browser, server: PageServer, now: number) {
  const { page, close } = await openPage(browser, server, COUNT_EVENTS);
  await until(page, `document.querySelectorAll('.row').length === ${INCIDENTS}`);
  await page.evaluate(WATCH_FRAMES);
  const sent = await publishUpdates(server, now);
  const last = revisionText(1 + sent / INCIDENTS);
  const published = performance.now();
  await until(
    page,
    `[...document.querySelectorAll('.row')].filter(({ textContent }) => textContent.includes('${last}')).length === ${INCIDENTS}`,
  );
  const caughtUp = performance.now() - published;
  const frames = (await page.evaluate('window.frames_ms')) as number[];
  const tasks = (await page.evaluate('window.tasks_ms')) as number[];
  const heard = Number(await page.evaluate('window.heard'));
  await close();
  return {
    sent,
    heard,
    rows_in_the_newest_state: INCIDENTS,
    newest_seen_after_ms: Math.round(caughtUp),
    frames: frames.length,
    frame_p50_ms: round(quantile(frames, 0.5)),
    frame_p95_ms: round(quantile(frames, 0.95)),
    frame_longest_ms: round(Math.max(...frames)),
    long_tasks: tasks.length,
    longest_task_ms: Math.round(Math.max(0, ...tasks)),
  };
}

/** Sends the updates in time, whatever the page makes of them, each incident in turn; resolves to their number. */
async function publishUpdates(server: PageServer, now: number): Promise<number> {
  const began = performance.now();
  const all = UPDATES_PER_SECOND * SECONDS;
  for (let sent = 0; sent < all; sent += PORTION) {
    await sleep(Math.max(0, began + (sent / UPDATES_PER_SECOND) * 1_000 - performance.now()));
    await server.publish(
      Array.from({ length: PORTION }, (_, place) => {
        const number = (sent + place) % INCIDENTS;
        return madeUpIncident(number, 2 + Math.floor((sent + place) / INCIDENTS), now);
      }),
    );
  }
  return all;
}

/** A page in a context of its own: nothing of it is cached. */
async function openPage(
  browser: Browser,
  { url }: PageServer,
  script: string,
): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(script);
  await page.goto(`${url}/ui/`);
  return { page, close: () => context.close() };
}

/** Asked from outside: the policy of the page lets nobody make script of text in it. */
async function until(page: Page, condition: string): Promise<void> {
  while (!(await page.evaluate(condition))) await sleep(10);
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
