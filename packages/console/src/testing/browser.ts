import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { debianCommand, installDebian, progressOnStderr } from '@aiops/testbed';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's own browser: Playwright's download is not needed. */
const CHROMIUM = { package: 'chromium', command: 'chromium' };
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Runs before any script of the page: what its policy forbids is told to `__violation`. */
const WATCH_POLICY = `document.addEventListener('securitypolicyviolation', (event) =>
  __violation(event.violatedDirective + ' forbade ' + event.blockedURI + ' ' + event.sample));`;

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: 'en-US' | 'zh-CN';
  readonly colorScheme?: 'light' | 'dark';
  /** Is given the page before it goes anywhere, for instance to answer some requests itself. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** A page that is looked at, and what the browser complained of since it was opened. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors, warnings, dialogs, and whatever the policy of the page forbade. */
  readonly complaints: string[];
  /** What axe finds that keeps people from using the page: serious and critical findings, one line each. */
  barriers(): Promise<readonly string[]>;
  /** Keeps a picture in the folder that AIOPS_SCREENSHOTS names, if it names one. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface TestBrowser {
  /** Opens a page in a context of its own. */
  open(url: string, options?: OpenOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** Builds the page, and starts a headless Chromium; installs that where it is missing and this is Debian. */
export async function startBrowser(): Promise<TestBrowser> {
  const build = fileURLToPath(new URL('../../build.mjs', import.meta.url));
  await promisify(execFile)(process.execPath, [build, '--if-changed']);
  await installDebian([CHROMIUM], progressOnStderr);
  const browser = await chromium.launch({ executablePath: debianCommand(CHROMIUM), args: FLAGS });
  return {
    open: (url, options = {}) => openPage(browser, url, options),
    close: () => browser.close(),
  };
}

async function openPage(browser: Browser, url: string, options: OpenOptions): Promise<WatchedPage> {
  const { width = 1280, height = 720, locale = 'en-US', colorScheme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    colorScheme,
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  await context.exposeBinding(
    '__violation',
    (_source, text: string) => void complaints.push(`policy: ${text}`),
  );
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => void complaints.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await options.prepare?.(page);
  await page.goto(url);
  return {
    page,
    complaints,
    barriers: () => barriersOf(page),
    async picture(name) {
      const folder = process.env.AIOPS_SCREENSHOTS;
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    },
    close: () => context.close(),
  };
}

/** Runs in a world of its own beside the page, where the policy of the page does not hold. */
async function barriersOf(page: Page): Promise<string[]> {
  const require = createRequire(import.meta.url);
  const axe = require.resolve('axe-core/axe.min.js');
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value as unknown;
  };
  await evaluate(`${await readFile(axe, 'utf8')};0`);
  const found = await evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => id + ': ' + help + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`);
  await session.detach();
  return found as string[];
}
