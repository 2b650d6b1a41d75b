import { debianCommand, installDebian, progressOnStderr } from '@aiops/testbed';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's own browser: Playwright's download is not needed. */
const CHROMIUM = { package: 'chromium', command: 'chromium' };

/** A page that is looked at, and what the browser complained of since it was opened. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors, warnings, and whatever the policy of the page forbade. */
  readonly complaints: readonly string[];
}

export interface TestBrowser {
  /** Opens a page of this width and height in a context of its own. */
  open(url: string, options?: OpenOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: 'en-US' | 'zh-CN';
  readonly colorScheme?: 'light' | 'dark';
}

/** Starts a headless Chromium; installs it where that is missing and this is Debian. */
export async function startBrowser(): Promise<TestBrowser> {
  await installDebian([CHROMIUM], progressOnStderr);
  const browser = await chromium.launch({
    executablePath: debianCommand(CHROMIUM),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    async open(url, { width = 1280, height = 720, locale = 'en-US', colorScheme = 'light' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        locale,
        colorScheme,
        timezoneId: 'Europe/Berlin',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      return watch(context, url);
    },
    async close() {
      await browser.close();
    },
  };
}

async function watch(context: BrowserContext, url: string): Promise<WatchedPage> {
  const complaints: string[] = [];
  await context.exposeBinding('__violation', (_source, text: string) => void complaints.push(text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { __violation(text: string): void }).__violation;
      report(`policy: ${event.violatedDirective} forbade ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => void complaints.push(`exception: ${error.message}`));
  await page.goto(url);
  return { page, complaints };
}
