/** Whose page it is: what is left on the device, who is asked to sign in, and where one comes out. */

import { type Page } from '@playwright/test';
import { composer, log, MESSAGES, room } from '../support/chat';
import { expect, test } from '../support/fixtures';
import { email, PASSWORD, type Person, signIn } from '../support/people';

async function fillIn(page: Page, who: Person): Promise<void> {
  await page.getByLabel('E-mail').fill(email(who));
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  // Leaving the page before the answer would take the request back.
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** The texts and keys of drafts and unsent messages that this browser keeps. */
const kept = (page: Page) =>
  page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith('liaison.draft.')));

const EVIL = [
  '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example',
  '/\r/evil.example', '\t//evil.example', '/\t\\evil.example', 'https://evil.example', 'https:evil.example',
  'javascript:alert(1)', '/%09/evil.example', '/%0a/evil.example', '/%2f/evil.example', '/%5cevil.example',
  '%2f%2fevil.example', '/.//evil.example', '/x/..//evil.example', '/./\t/evil.example', '@evil.example',
];

test('signing in leads nowhere but to our own pages', async ({ open, server }) => {
  const page = await open('/healthz', { as: 'daniel' });
  for (const to of EVIL) {
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    expect(new URL(page.url()).origin, JSON.stringify(to)).toBe(server.url.replace('127.0.0.1', new URL(page.url()).hostname));
  }
  await page.goto(`/sign-in?to=${encodeURIComponent('/applicants?q=ana')}`);
  await expect(page).toHaveURL(`${server.url}/applicants?q=ana`);
  const fresh = await open(`/sign-in?to=${encodeURIComponent('/\t/evil.example')}`);
  await fillIn(fresh, 'daniel');
  await fresh.waitForURL((url) => url.pathname !== '/sign-in');
  expect(new URL(fresh.url()).origin).toBe(new URL(server.url).origin);
});

test('who signs out leaves nothing behind, and the next person sends nothing of theirs', async ({ open }) => {
  const page = await open('/healthz', { as: 'arash' });
  const shared = await room(page, 'Shared desk', ['meiling']);
  await page.goto(`/chat/${shared}`);
  await page.route(MESSAGES, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await composer(page).fill('Not for others');
  await composer(page).press('Enter');
  await expect(page.getByText('Waiting for the connection')).toBeVisible();
  await composer(page).fill('half a thought');
  await expect.poll(() => kept(page)).toHaveLength(2);
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByLabel('E-mail')).toBeVisible();
  expect(await kept(page)).toEqual([]);

  await page.unroute(MESSAGES);
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && MESSAGES.test(request.url())) posted.push(request.postData() ?? '');
  });
  await fillIn(page, 'meiling');
  await page.goto(`/chat/${shared}`);
  await expect(composer(page)).toHaveValue('');
  await composer(page).fill('Mine');
  await composer(page).press('Enter');
  await expect(log(page).getByText('Mine')).toHaveCount(1);
  await expect(log(page).getByText('Not for others')).toHaveCount(0);
  expect(posted).toEqual([JSON.stringify({ body: 'Mine' })]);
});

test('what is left by whose session ended is kept for them, and nobody else sees or sends it', async ({ open }) => {
  const page = await open('/healthz', { as: 'arash' });
  const shared = await room(page, 'Night shift', ['meiling']);
  await page.goto(`/chat/${shared}`);
  await page.route(MESSAGES, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await composer(page).fill('Written by Arash');
  await composer(page).press('Enter');
  await expect(page.getByText('Waiting for the connection')).toBeVisible();
  await composer(page).fill('Draft of Arash');
  await expect.poll(() => kept(page)).toHaveLength(2);
  await page.context().clearCookies();
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await page.unroute(MESSAGES);

  await fillIn(page, 'meiling');
  await expect(page).toHaveURL(new RegExp(`/chat/${shared}$`));
  await expect(composer(page)).toHaveValue('');
  await composer(page).fill('Written by Mei-Ling');
  await composer(page).press('Enter');
  await expect(log(page).getByText('Written by Mei-Ling')).toHaveCount(1);
  await expect(log(page).getByText('Written by Arash')).toHaveCount(0);

  await page.context().clearCookies();
  await page.reload();
  await fillIn(page, 'arash');
  await expect(composer(page)).toHaveValue('Draft of Arash');
  await expect(log(page).getByRole('article').filter({ hasText: 'Written by Arash' })).toContainText('Arash Moradi');
});

test('a page whose browser has become another person’s does nothing as them, and begins again as theirs', async ({ open }) => {
  const page = await open('/healthz', { as: 'arash' });
  const shared = await room(page, 'Two people', ['meiling']);
  await page.goto(`/chat/${shared}`);
  await expect(composer(page)).toBeVisible();
  await composer(page).fill('Written by Arash');
  // As by a sign-in form, a reset or an invitation link in another tab.
  await signIn(page.context(), new URL(page.url()).origin, 'meiling');
  await expect(page.getByRole('button', { name: 'Your menu, Mei-Ling Chen' })).toBeVisible();
  await expect(composer(page)).toHaveValue('');
  await composer(page).fill('Written by Mei-Ling');
  await composer(page).press('Enter');
  await expect(log(page).getByText('Written by Mei-Ling')).toHaveCount(1);
  await expect(log(page).getByText('Written by Arash')).toHaveCount(0);
});
