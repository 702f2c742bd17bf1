/** Letters to clients over a real mail server: on the record with their state, opened, and sent again. */

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { applicant } from '../support/calls';
import { expect, test as base } from '../support/fixtures';
import { MailServer } from '../support/mail-server';

const test = base.extend<{ post: MailServer }>({
  post: async ({}, use) => {
    const post = await MailServer.start();
    await use(post);
    await post.stop();
  },
  settings: async ({ post }, use) => use(post.settings),
});

async function write(page: Page, subject: string): Promise<{ mail: string; record: string }> {
  const { id } = await applicant(page.request, 'CON242');
  const answer = await page.request.post('/api/v1/mails', {
    headers: { origin: new URL(page.url()).origin, 'idempotency-key': randomUUID() },
    data: { kind: 'message', applicant: id, to: 'somebody@example.org', subject, text: 'Bring your passport.' },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return { mail: ((await answer.json()) as { id: string }).id, record: `/applicants/${id}` };
}

test('a letter that failed is on the record as what it is, the bell leads to it, and it is sent again [V23]', async ({
  open,
  post,
}) => {
  const page = await open('/chat', { as: 'arash' });
  post.recipients.push('550 5.1.1 boîte inconnue');
  const subject = `Your papers ${Date.now()}`;
  const { mail, record } = await write(page, subject);
  await page.goto(record);
  const line = page.locator('.record-moment', { hasText: subject });
  await expect(line).toContainText('Not delivered');
  await expect(line).not.toContainText(/sent an e-mail/);

  await page.getByRole('button', { name: /Notifications/ }).click();
  await page.getByRole('link', { name: /could not be delivered/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`/mails/${mail}$`));
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  await expect(page.getByText('Bring your passport.')).toBeVisible();
  await expect(page.getByText('boîte inconnue', { exact: false })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('Sent', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send again' })).toHaveCount(0);
  expect(post.taken.filter((letter) => letter.includes(subject))).toHaveLength(1);
  await page.goto(record);
  await expect(line.locator('.chip', { hasText: 'Sent' })).toBeVisible();
});

test('while the server does not accept the account letters wait, and who can mend it reads why', async ({ open, post }) => {
  const arash = await open('/chat', { as: 'arash' });
  const daniel = await open('/settings/mail', { as: 'daniel' });
  post.accounts.push('535 5.7.8 wrong password');
  const subject = `It waits ${Date.now()}`;
  const { mail } = await write(arash, subject);
  await expect(daniel.getByText('The mail server does not accept the account or its password.', { exact: false })).toBeVisible();
  await expect(daniel.getByText('wrong password', { exact: false })).toBeVisible();
  await expectAccessible(daniel);
  await arash.goto(`/mails/${mail}`);
  await expect(arash.getByText('Waiting', { exact: true })).toBeVisible();
  await expect(arash.getByText('E-mail does not leave at present.')).toBeVisible();
});
