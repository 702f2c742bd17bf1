/** A read that failed is shown as that, with a way to try again: never as if there were nothing. */

import { schedule } from '../support/calls';
import { expect, test } from '../support/fixtures';

/** Answers nothing for addresses that match, until it is let through. */
const SEARCH = /\/api\/v1\/applicants\?/;

test('the palette says what it could not search', async ({ open }) => {
  const page = await open('/chat', { as: 'daniel' });
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
  await page.route(SEARCH, (route) => route.abort());
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and go to' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('a');
  await expect(palette.locator('.shell-palette__failure')).toContainText('Could not search Applicants');
  await page.unroute(SEARCH);
  await palette.getByRole('button', { name: 'Try again' }).click();
  await expect(palette.getByRole('group', { name: 'Applicants' }).getByRole('option').first()).toBeVisible();
  await expect(palette.locator('.shell-palette__failure')).toHaveCount(0);
});

test('picking an applicant and choosing a case tell a failure from finding nobody', async ({ open }) => {
  const page = await open('/chat', { as: 'daniel' });
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
  await page.route(SEARCH, (route) => route.abort());
  const cases = /\/api\/v1\/applicants\/[0-9a-f-]{36}\/cases/;
  await page.route(cases, (route) => route.abort());
  await page.goto('/video/new');
  const field = page.getByRole('combobox', { name: 'Applicant' });
  await field.fill('a');
  const failed = page.getByRole('option', { name: /Try again/ });
  await expect(failed).toBeVisible();
  await expect(page.getByText('Nothing matches')).toHaveCount(0);
  await page.unroute(SEARCH);
  await failed.click();
  await page.getByRole('listbox').getByRole('option').filter({ hasNotText: 'Try again' }).first().click();
  await expect(page.getByText('This did not load')).toBeVisible();
  await expect(page.getByText('No case')).toHaveCount(0);
  await page.unroute(cases);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('combobox', { name: /Case/ })).toBeVisible();
});

test('that nobody waits at the door is never said by a lost answer', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  const { id, link } = await schedule(staff);
  const at = /\/api\/v1\/calls\/[0-9a-f-]{36}\/participants/;
  await staff.route(at, (route) => route.abort());
  await staff.goto(`/video/${id}`);
  const failed = staff.locator('.call-door .banner').filter({ hasText: 'Who waits could not be read' });
  await expect(failed).toBeVisible();
  await staff.unroute(at);
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(failed).toHaveCount(0);
  const knock = async (name: string) => {
    const client = await open(link);
    await client.getByLabel('Your name').fill(name);
    await client.getByRole('button', { name: 'Join the call' }).click();
  };
  await knock('Siobhán');
  const admit = staff.getByRole('button', { name: 'Admit' });
  await expect(admit).toBeVisible();
  // Anyone who is known to wait stays on the page when the next answer is lost.
  await staff.route(at, (route) => route.abort());
  await knock('Éamon');
  await expect(failed).toBeVisible();
  await expect(admit).toBeVisible();
});
