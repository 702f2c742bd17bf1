/** What people in a call see of each other and of the way out. */

import type { Page } from '@playwright/test';
import { schedule } from '../support/calls';
import { expect, test } from '../support/fixtures';

const room = (page: Page) => page.frameLocator('iframe').first();
const tile = (page: Page, name: string) => room(page).locator('.tile:not(.own)').filter({ hasText: name });

/** Red as people see it: far more of it than of green and blue. */
async function isRed(page: Page, name: string): Promise<boolean> {
  const color = await page.getByRole('contentinfo').getByRole('button', { name }).evaluate((button) => getComputedStyle(button).backgroundColor);
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return red > 150 && green < red / 2 && blue < red / 2;
}

test('a muted microphone and a camera that is off show on the other side, and so does their return [V32 V33]', async ({ open }) => {
  const daniel = await open('/video', { as: 'daniel' });
  const { id } = await schedule(daniel);
  await daniel.goto(`/call/${id}`);
  await expect(room(daniel).locator('.tile.own')).toBeVisible();
  const meiling = await open(`/call/${id}`, { as: 'meiling' });
  const hers = tile(daniel, 'Mei-Ling Chen');
  await expect(hers).toBeVisible();
  await expect(hers.getByText('Microphone off')).toBeHidden();

  await room(meiling).locator('.stage').click();
  await meiling.keyboard.press('m');
  await expect(hers.getByText('Microphone off')).toBeVisible();
  await meiling.keyboard.press('v');
  await expect(hers.getByText('Camera off')).toBeVisible();
  await meiling.keyboard.press('m');
  await meiling.keyboard.press('v');
  await expect(hers.getByText('Microphone off')).toBeHidden();
  await expect(hers.getByText('Camera off')).toBeHidden();
});

test('the way out is red, says so, and opens by the keyboard, in both themes [V39]', async ({ open }) => {
  const page = await open('/video', { as: 'daniel' });
  const { id } = await schedule(page);
  await page.goto(`/call/${id}`);
  await expect(room(page).locator('.tile.own')).toBeVisible();
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => document.documentElement.setAttribute('data-theme', chosen), theme);
    expect(await isRed(page, 'Leave'), theme).toBe(true);
  }
  await page.getByRole('contentinfo').getByRole('button', { name: 'Leave' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'End for everyone' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Leave, the others stay' })).toBeVisible();
});
