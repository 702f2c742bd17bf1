/** Pages whose code comes when it is wanted: what a bad connection does to them. */

import { expect, test } from '../support/fixtures';
import { signIn } from '../support/people';

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
  await expect(page.getByRole('heading', { name: 'This page could not be downloaded' })).toBeVisible();
  expect(refused).toBeGreaterThan(0);
  // The rest of the application goes on.
  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await expect(page).toHaveURL(/\/chat/);
  await page.goBack();
  await page.unroute(code);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('.list a').first()).toBeVisible();
});
