/** The socket of a page: attempts that hang, sessions that ended unheard, and pages that come back. */

import type { Page, WebSocketRoute } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { signIn } from '../support/people';

const SOCKET = /\/api\/v1\/realtime/;

const menu = (page: Page, name: string) => page.getByRole('button', { name: `Your menu, ${name}` });
const form = (page: Page) => page.getByRole('heading', { name: 'Sign in', level: 1 });
const lost = (page: Page) => page.getByText('The connection was lost and is being restored.');

/** As a browser does that takes a page out of its store of pages. */
const comeBack = (page: Page) =>
  page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));

test('an attempt that hangs is given up, and the next one connects', async ({ open }) => {
  const page = await open('/healthz', { as: 'arash' });
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(SOCKET, (socket) => {
    sockets.push(socket);
    // A network that swallows what is sent: the second attempt is opened and never greeted.
    if (sockets.length !== 2) socket.connectToServer();
  });
  await page.goto('/applicants');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  await expect.poll(() => sockets.length).toBe(1);
  await page.clock.install();
  await sockets[0]?.close({ code: 1001 });
  await expect(lost(page)).toBeVisible();
  await page.clock.runFor(1_500);
  await expect.poll(() => sockets.length).toBe(2);
  await page.clock.runFor(8_000);
  expect(sockets.length, 'it may still come').toBe(2);
  await page.clock.runFor(6_000);
  await expect.poll(() => sockets.length).toBe(3);
  await expect(lost(page)).toBeHidden();
});

test('a session that ended while nobody listened leads to the sign-in page', async ({ open }) => {
  const page = await open('/healthz', { as: 'arash' });
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(SOCKET, (socket) => {
    sockets.push(socket);
    socket.connectToServer();
  });
  await page.goto('/applicants');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  await expect.poll(() => sockets.length).toBe(1);
  await page.context().clearCookies();
  await sockets[0]?.close({ code: 1001 });
  await expect(form(page)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Applicants' })).toHaveCount(0);
});

test('a page that comes back from the browser’s store shows nobody who is not signed in', async ({ open, server }) => {
  const page = await open('/applicants', { as: 'arash' });
  await expect(menu(page, 'Arash Moradi')).toBeVisible();
  await comeBack(page);
  await expect(menu(page, 'Arash Moradi')).toBeVisible();
  await page.context().clearCookies();
  await comeBack(page);
  await expect(form(page)).toBeVisible();
  // And one whose browser is someone else’s by now begins again as theirs.
  await signIn(page.context(), server.url, 'meiling');
  await comeBack(page);
  await expect(menu(page, 'Mei-Ling Chen')).toBeVisible();
});
