/** What the room says and offers when a device is refused. */

import { api, expect, happened, inside, openRoom, test as base } from '../room';

/** Without this flag the headless browser refuses whatever was not granted. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: launchOptions.args?.filter((flag) => flag !== '--use-fake-ui-for-media-stream') ?? [] });
    },
    { scope: 'worker' },
  ],
});

test('a refusal is explained per device, and “Try again” takes what is allowed by then [V28]', async ({ page, context, rooms, call }) => {
  await openRoom(page, rooms, call);
  const dialog = inside(page).getByRole('alertdialog');
  await expect(dialog.getByRole('heading')).toHaveText('The others cannot see or hear you yet');
  await expect(dialog.locator('.why')).toContainText('Microphone and camera The browser blocks it for this site.');
  expect(rooms.people(call)).toEqual([]);

  await context.grantPermissions(['microphone']);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByRole('heading')).toHaveText('The others cannot see you yet');
  await expect(dialog.locator('.why')).toHaveText(/^Camera The browser blocks it.* choose “Allow”/);

  await context.grantPermissions(['microphone', 'camera']);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await happened(page, 'videoConferenceJoined');
  expect(rooms.people(call)).toMatchObject([{ audio: true, video: true }]);
});

test('one can join without, and is told again when switching the camera on [V28]', async ({ page, context, rooms, call }) => {
  await openRoom(page, rooms, call);
  await inside(page).getByRole('button', { name: 'Join without' }).click();
  await happened(page, 'videoConferenceJoined');
  expect(rooms.people(call)).toMatchObject([{ audio: false, video: false }]);
  expect(await api(page, 'isVideoMuted')).toBe(true);

  await inside(page).getByRole('button', { name: 'Turn camera on' }).click();
  const dialog = inside(page).getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Try again' })).toBeFocused();
  expect(await happened(page, 'cameraError')).toMatchObject({ type: 'denied' });
  await context.grantPermissions(['camera']);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect.poll(() => rooms.people(call)).toMatchObject([{ audio: false, video: true }]);
});
