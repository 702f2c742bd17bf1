/** A client whose browser refuses the devices. */

import { schedule } from '../support/calls';
import { expectAccessible } from '../support/accessible';
import { expect, test as base } from '../support/fixtures';
import { inEveryLook } from '../support/pictures';

/** Without this flag the headless browser refuses whatever was not granted. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: launchOptions.args?.filter((flag) => flag !== '--use-fake-ui-for-media-stream') ?? [] });
    },
    { scope: 'worker' },
  ],
});

test('a refusal is explained before the call, can be tried again, and does not keep one out [V28]', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { link } = await schedule(staff, { waiting_room: false });
  const page = await open(link);
  await page.context().clearPermissions();
  await page.getByRole('button', { name: 'Test camera and microphone' }).click();
  const line = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  await expect(line('Camera')).toHaveAttribute('data-state', 'bad');
  await expect(line('Microphone')).toHaveAttribute('data-state', 'bad');
  await expect(line('Microphone')).toContainText('Allow the microphone beside the page’s address');
  await inEveryLook(page, () => expectAccessible(page));
  await page.context().grantPermissions(['camera', 'microphone']);
  await page.getByRole('button', { name: 'Test again' }).click();
  await expect(line('Camera')).toHaveAttribute('data-state', 'good');
  await expect(line('Microphone')).toHaveAttribute('data-state', 'good');

  await page.context().clearPermissions();
  await page.getByLabel('Your name').fill('Siobhán');
  await page.getByRole('button', { name: 'Join the call' }).click();
  const room = page.frameLocator('iframe');
  await expect(room.getByRole('alertdialog')).toContainText('The others cannot see or hear you yet');
  await room.getByRole('button', { name: 'Join without' }).click();
  await expect(room.locator('.tile.own')).toBeVisible();
});
