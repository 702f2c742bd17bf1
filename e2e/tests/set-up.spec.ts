/** The first page of a new deployment: only who reads the server's console becomes its owner. */

import { expect, test } from '../support/fixtures';
import { expectAccessible } from '../support/accessible';

test.use({ seed: 'empty' });

test('the practice is set up with the code on the console', async ({ open, server }) => {
  const page = await open('/');
  await expect(page).toHaveURL(/\/set-up$/);
  await expect.poll(() => server.log).toMatch(/give the code \S+/);
  const code = /give the code (\S+)/.exec(server.log)?.[1] ?? '';

  await page.getByLabel('Name of the practice').fill('Roy & Haddad');
  await page.getByLabel('Address', { exact: true }).fill('1200 rue Sherbrooke');
  await page.getByLabel('Phone').fill('+1 438 555 0100');
  await page.getByLabel('E-mail of the practice').fill('bureau@roy.example');
  await page.getByLabel('Name', { exact: true }).fill('Amélie Roy');
  await page.getByLabel('E-mail address').fill('amelie@roy.example');
  await page.getByLabel('Password', { exact: true }).fill('a lake behind the hills');
  await page.getByLabel('Set-up code').fill('AAAAA-AAAAA');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(page.getByText('This is not the code that the server printed')).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByLabel('Name of the practice')).toHaveValue('Roy & Haddad');

  await page.getByLabel('Set-up code').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await expect(page).not.toHaveURL(/set-up/);

  const other = await open('/');
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByText('Roy & Haddad')).toBeVisible();
});
