/** The mailbox of an installation without a mail server: it pages to its end and is searched. */

import { randomUUID } from 'node:crypto';
import { applicant } from '../support/calls';
import { expect, test } from '../support/fixtures';

test.use({ settings: { LIAISON_BUDGETS__MAIL__PER_MINUTE: '1000' } });

test('the mailbox shows all there is, and finds a letter by its words', async ({ open }) => {
  const page = await open('/chat', { as: 'arash' });
  const { id } = await applicant(page.request, 'CON242');
  const origin = new URL(page.url()).origin;
  for (let n = 0; n < 60; n += 1) {
    const answer = await page.request.post('/api/v1/mails', {
      headers: { origin, 'idempotency-key': randomUUID() },
      data: { kind: 'message', applicant: id, to: 'somebody@example.org', subject: `Letter number ${n}.`, text: 'Déjà vu' },
    });
    expect(answer.status()).toBe(201);
  }
  await page.goto('/mailbox');
  await expect(page.getByText('Letter number 59.')).toBeVisible();
  await expect(page.getByText('Letter number 0.')).toHaveCount(0);
  await page.getByRole('button', { name: 'Load more' }).click();
  await expect(page.getByText('Letter number 0.')).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Search the mailbox' });
  await search.fill('deja number 7.');
  await expect(page.getByText('Letter number 59.')).toHaveCount(0);
  await expect(page.getByText('Letter number 7.')).toBeVisible();
  await search.fill('nothing of the kind');
  await expect(page.getByText('No e-mail holds these words')).toBeVisible();
});

test('a text to another country says beforehand that a permission is missing', async ({ open }) => {
  const page = await open('/sms/new', { as: 'nadia' });
  await page.getByRole('combobox').first().fill('+33 6 12 34 56 78');
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Bonjour');
  await expect(page.getByText('Ce numéro est à l’étranger')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Envoyer le texto' })).toBeDisabled();
  await page.getByRole('combobox').first().fill('+1 514 555 0123');
  await expect(page.getByText('Ce numéro est à l’étranger')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Envoyer le texto' })).toBeEnabled();
});
