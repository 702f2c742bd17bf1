/**
 * The test world: a server per test, and people in browsers of their own. What one test leaves behind is nowhere for
 * another to stumble over, whatever runs before it.
 *
 *     import { expect, test } from '../support/fixtures';
 *     test('… [C17]', async ({ open }) => { const sofia = await open('/chat', { as: 'sofia' }); … });
 *
 * `test.use({ seed: 'empty' })` at the top of a file gives it a server with an empty database.
 */

import { type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test';
import { type Person, signIn } from './people';
import { Practice, type Seed, Server } from './server';

interface WorkerFixtures {
  /** The demo practice, as every server with it begins. */
  practice: Practice;
}

interface Fixtures {
  seed: Seed;
  /** Settings of the server: `{ LIAISON_SMS__PROVIDER: 'simulator' }`. */
  settings: Record<string, string>;
  server: Server;
  /** Opens a page in a browser of its own; `as` signs a person of the demo practice in, without it nobody is. */
  open: (path: string, options?: BrowserContextOptions & { as?: Person }) => Promise<Page>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  practice: [
    async ({}, use) => {
      const practice = await Practice.make();
      await use(practice);
      await practice.remove();
    },
    { scope: 'worker' },
  ],

  seed: ['demo', { option: true }],
  settings: [{}, { option: true }],

  server: async ({ practice, seed, settings }, use) => {
    const server = await Server.start(seed === 'demo' ? practice : undefined, settings);
    await use(server);
    await server.stop();
  },

  baseURL: async ({ server }, use) => use(server.url),

  open: async ({ browser, server }, use, info) => {
    const pages: Page[] = [];
    await use(async (path, { as: person, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: server.url, locale: 'en-CA', timezoneId: 'America/Toronto', ...options });
      await context.grantPermissions(['camera', 'microphone'], { origin: server.url });
      if (person) await signIn(context, server.url, person);
      const page = await context.newPage();
      pages.push(page);
      await page.goto(path);
      return page;
    });
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log, contentType: 'text/plain' });
    await Promise.all(pages.map((page) => page.context().close()));
  },
});

export { expect };
