/** Accounts, as people meet them: the first page of an empty practice, the team, an invitation, a new password. */

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { expect, test } from '../support/fixtures';
import { email, PASSWORD } from '../support/people';
import { accountLink } from '../support/account-mail';

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const password = (page: Page, name = 'New password') => page.getByRole('textbox', { name, exact: true });

const ENGLISH = { email: 'E-mail address', password: 'Password', action: 'Sign in' };
/** A browser in which someone who reads French has been signed in. */
const FRENCH = { email: 'Adresse courriel', password: 'Mot de passe', action: 'Se connecter' };

async function signIn(page: Page, address: string, secret: string, words = ENGLISH): Promise<void> {
  await page.getByLabel(words.email).fill(address);
  await page.getByRole('textbox', { name: words.password }).fill(secret);
  await page.getByRole('button', { name: words.action }).click();
}

test('a colleague is invited, joins by the link in the mail, and finds the practice', async ({ open, server }) => {
  const owner = await open('/settings/team', { as: 'daniel' });
  await owner.getByRole('button', { name: 'Invite' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Invite a colleague' });
  await expectAccessible(owner);
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  for (const missing of ['Name', 'E-mail address']) await expect(field(owner, missing)).toHaveAttribute('aria-invalid', 'true');
  const address = `noor.${Date.now()}@maplebridge.example`;
  await field(owner, 'Name').fill('Noor Haddad');
  await field(owner, 'E-mail address').fill(address);
  await field(owner, 'Role').selectOption({ label: 'Assistant' });
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(dialog).toBeHidden();
  await expect(owner.getByRole('row', { name: /Noor Haddad/ }).or(owner.getByRole('listitem').filter({ hasText: 'Noor Haddad' }))).toContainText('Invited');

  const noor = await open(await accountLink(server, 'invite', address));
  await expect(noor.getByRole('heading', { name: 'Welcome, Noor Haddad' })).toBeVisible();
  await expectAccessible(noor);
  await password(noor, 'New password').or(password(noor, 'Password')).fill('short');
  await noor.getByRole('button', { name: 'Join the team' }).click();
  await expect(password(noor, 'New password').or(password(noor, 'Password'))).toHaveAttribute('aria-invalid', 'true');
  // Long enough, and guessed at once: the reason is at the field.
  await password(noor, 'New password').or(password(noor, 'Password')).fill('Noor-Haddad-2026');
  await noor.getByRole('button', { name: 'Join the team' }).click();
  await expect(noor.getByText('words of the trade are tried first')).toBeVisible();
  await password(noor, 'New password').or(password(noor, 'Password')).fill('seven lakes before winter');
  await noor.getByRole('button', { name: 'Join the team' }).click();
  await expect(noor.getByRole('navigation', { name: 'Modules' })).toBeVisible();
  // An assistant has no say over the team.
  await noor.goto('/settings/team');
  await expect(noor.getByRole('button', { name: 'Invite' })).toHaveCount(0);
});

test('a forgotten password is replaced by the link in the mail, once', async ({ open, server }) => {
  const nadia = await open('/forgot');
  await nadia.getByLabel('E-mail address').fill(email('nadia'));
  await nadia.getByRole('button', { name: 'Send the link' }).click();
  await expect(nadia.getByRole('heading', { name: 'Look in your mailbox' })).toBeVisible();
  await expectAccessible(nadia);
  const link = await accountLink(server, 'reset', email('nadia'));
  await nadia.goto(link);
  await expect(nadia.getByRole('heading', { name: 'Un nouveau mot de passe pour Nadia Benali' })).toBeVisible();
  await nadia.getByRole('textbox', { name: 'Mot de passe' }).fill('eleven canoes on one river');
  await nadia.getByRole('button', { name: 'Enregistrer et se connecter' }).click();
  await expect(nadia.getByRole('navigation', { name: 'Modules' })).toBeVisible();

  const again = await open(link);
  await expect(again.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await again.goto('/sign-in');
  await signIn(again, email('nadia'), PASSWORD);
  await expect(again.getByRole('alert')).toBeVisible();
  await expect(again).toHaveURL(/\/sign-in/);
  await again.getByRole('textbox', { name: 'Password' }).fill('eleven canoes on one river');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(again.getByRole('navigation', { name: 'Modules' })).toBeVisible();
});

test('the practice’s settings are saved, and a wrong phone says so at its field', async ({ open }) => {
  const page = await open('/settings/practice', { as: 'daniel' });
  await expect(field(page, 'Name of the practice')).toHaveValue('Maple Bridge Immigration');
  await field(page, 'Phone').fill('514');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(field(page, 'Phone')).toHaveAttribute('aria-invalid', 'true');
  await field(page, 'Phone').fill('+1 514 555 0111');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The practice was saved')).toBeVisible();
  await page.reload();
  await expect(field(page, 'Phone')).toHaveValue(/514.?555.?0111/);
});

test('who is deactivated is signed out at once and cannot come back until let in again', async ({ open }) => {
  const owner = await open('/settings/team', { as: 'daniel' });
  const thomas = await open('/chat', { as: 'thomas' });
  await expect(thomas.getByRole('heading', { name: 'Clavardage', level: 1 })).toBeVisible();
  await owner.getByRole('button', { name: 'Edit Thomas Lévesque' }).click();
  await owner.getByRole('menuitem', { name: 'Deactivate' }).click();
  await owner.getByRole('dialog', { name: 'Deactivate Thomas Lévesque?' }).getByRole('button', { name: 'Deactivate' }).click();
  await expect(thomas).toHaveURL(/\/sign-in/);
  await signIn(thomas, email('thomas'), PASSWORD, FRENCH);
  await expect(thomas.getByRole('alert')).toBeVisible();

  await owner.getByText('Show those who left').click();
  await owner.getByRole('button', { name: 'Edit Thomas Lévesque' }).click();
  await owner.getByRole('menuitem', { name: 'Let in again' }).click();
  await expect(owner.getByText('Thomas Lévesque may sign in again')).toBeVisible();
  await signIn(thomas, email('thomas'), PASSWORD, FRENCH);
  await expect(thomas.getByRole('navigation', { name: 'Modules' })).toBeVisible();
});
