/** The frame around the pages: what opens from it, by the keyboard alone. */

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { expect, test } from '../support/fixtures';
import { inEveryLook } from '../support/pictures';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and go to' });
const field = (page: Page) => palette(page).getByRole('combobox');

test('the palette finds a person and goes there, the sheet lists the keys, and both leave with Escape', async ({ open }) => {
  const page = await open('/chat', { as: 'daniel' });
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('case');
  await expect(palette(page).getByRole('option', { name: /Cases/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await page.keyboard.press('Shift+?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Show all shortcuts')).toBeVisible();
  await inEveryLook(page, () => expectAccessible(page));
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('/');
  await page.keyboard.type('a');
  const person = palette(page).getByRole('group', { name: 'Applicants' }).getByRole('option').first();
  await expect(person).toBeVisible();
  await person.click();
  await expect(page).toHaveURL(/\/applicants\/[0-9a-f-]{36}/);
});

test('a key that follows the palette’s Escape at once is a shortcut, though its field still has the focus', async ({ open }) => {
  const page = await open('/chat', { as: 'daniel' });
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  // Without a frame in between, as on a busy machine: the browser moves the focus only when it draws.
  const focused = await page.evaluate(() => {
    document.querySelector<HTMLDialogElement>('dialog.shell-palette')?.close();
    const left = document.activeElement;
    left?.dispatchEvent(new KeyboardEvent('keydown', { key: '?', shiftKey: true, bubbles: true, cancelable: true }));
    return left?.id;
  });
  expect(focused).toBe('palette-field');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Show all shortcuts')).toBeVisible();
});

test('on a phone the bell’s panel stays within the window, though what it shows comes later', async ({ open }) => {
  const page = await open('/chat', { as: 'arash', viewport: { width: 360, height: 740 } });
  await page.getByRole('button', { name: 'Notifications' }).click();
  const panel = page.locator('.notification-bell__panel');
  await expect(panel.getByRole('listitem').first()).toBeVisible();
  await expect
    .poll(async () => {
      const box = await panel.boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 360;
    })
    .toBe(true);
});

test('the bell and one’s own menu open by the keyboard, and give the focus back', async ({ open }) => {
  const page = await open('/chat', { as: 'daniel' });
  // Code that is fetched ahead: the menus are full at once.
  await page.waitForResponse((answer) => /-split_rest-[0-9a-f]+\.wasm$/.test(answer.url()));
  const bell = page.getByRole('button', { name: 'Notifications' });
  await bell.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Notifications' });
  await expect(panel.getByRole('heading', { name: 'Notifications' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(bell).toBeFocused();
  const own = page.getByRole('button', { name: /^Your menu/ });
  await own.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('what is opened before its code is here shows that it comes, and is ready when it has come', async ({ open }) => {
  const page = await open('/healthz', { as: 'daniel' });
  let release = () => {};
  const gate = new Promise<void>((done) => {
    release = done;
  });
  await page.route(/-split_rest-[0-9a-f]+\.wasm$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto('/chat');
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(palette(page).locator('.skeleton')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('menuitem', { name: 'New direct message' }).click();
  const dialog = page.getByRole('dialog', { name: 'New direct message' });
  await expect(dialog.locator('.skeleton')).toBeVisible();
  release();
  await expect(dialog.getByLabel('Colleague')).toBeFocused();
  await page.keyboard.type('arash');
  await page.getByRole('button', { name: /Arash Moradi/ }).click();
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}/);
});
