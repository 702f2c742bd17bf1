/** Pages whose code comes when it is wanted: what a bad connection does to them. */

import { expectAccessible } from '../support/accessible';
import { schedule } from '../support/calls';
import { expect, test } from '../support/fixtures';
import { signIn } from '../support/people';
import { inEveryLook } from '../support/pictures';

test('a page whose code did not arrive says so, and comes when asked again', async ({ open, server }) => {
  const page = await open('/sign-in');
  const code = /-split_rest-[0-9a-f]+\.wasm$/;
  let refused = 0;
  await page.route(code, (route) => {
    refused += 1;
    return route.abort();
  });
  await signIn(page.context(), server.url, 'arash');
  await page.goto('/applicants');
  await expect(page.getByRole('heading', { name: 'This could not be downloaded' })).toBeVisible();
  expect(refused).toBeGreaterThan(0);
  // The rest of the application goes on.
  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await expect(page).toHaveURL(/\/chat/);
  await page.goBack();
  // Asked for while it could not come: let through before, it would be there without being asked for again.
  const again = page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await page.unroute(code);
  await again.click();
  await expect(page.locator('.list a').first()).toBeVisible();
});

test('a client whose page arrives only in part can still join, and waits once the rest is here', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { link } = await schedule(staff);
  const page = await open('/healthz');
  const rest = /-split_visit-[0-9a-f]+\.wasm$/;
  await page.route(rest, (route) => route.abort());
  await page.goto(link);
  await expect(page.getByText('The test of camera and microphone could not be loaded')).toBeVisible();
  await page.getByLabel('Your name').fill('Siobhán');
  await page.getByRole('button', { name: 'Join the call' }).click();
  await expect(page.getByRole('heading', { name: 'This page could not be loaded' })).toBeVisible();
  await inEveryLook(page, () => expectAccessible(page));
  await page.unroute(rest);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'We know you are here, Siobhán' })).toBeVisible();
});
