/** The demo practice that a first start shows. */

import { expect, test } from '../support/fixtures';
import { PEOPLE, type Person, signIn } from '../support/people';

test('everyone of the demo practice can sign in with the printed password', async ({ browser, server }) => {
  for (const [person, { name, role }] of Object.entries(PEOPLE)) {
    const context = await browser.newContext();
    await signIn(context, server.url, person as Person);
    const me = await (await context.request.get(`${server.url}/api/v1/me`)).json();
    expect(me).toMatchObject({ name, role });
    await context.close();
  }
});

test('months of texts are in the inbox, and some wait for an answer', async ({ open }) => {
  const page = await open('/sms', { as: 'arash' });
  const threads = page.getByRole('list', { name: 'Conversations' }).getByRole('listitem');
  await expect.poll(() => threads.count()).toBeGreaterThan(20);
  await page.getByRole('link', { name: 'Unread', exact: true }).click();
  await expect.poll(() => threads.count()).toBeGreaterThan(3);
});

test('somebody who starts the demo can join a call at once', async ({ open, server }) => {
  const page = await open('/video', { as: 'arash' });
  const calls = page.getByRole('list', { name: 'Upcoming' }).getByRole('listitem');
  await expect.poll(() => calls.count()).toBeGreaterThan(6);
  await expect(calls.first().getByRole('link', { name: 'Join' })).toBeVisible();
  const coming = await (await page.request.get(`${server.url}/api/v1/calls`)).json();
  const link = new URL(coming.items[0].link).pathname;
  const door = await (await page.request.get(`${server.url}/api/v1/guest/calls/${link.replace('/v/', '')}`)).json();
  expect(door.door).toBe('open');
  await page.getByRole('link', { name: 'Past', exact: true }).click();
  const past = page.getByRole('list', { name: 'Past' }).getByRole('listitem');
  await expect.poll(() => past.count()).toBeGreaterThan(20);
});
