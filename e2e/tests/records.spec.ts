/** Applicants in the browser: who can be recorded, who may be someone else, and lists that go to their end. */

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();

test('a person with one name, without phone and e-mail, is recorded, and each action says what is missing [V20]', async ({ open }) => {
  const page = await open('/applicants/new', { as: 'daniel' });
  await save(page);
  await expect(page.getByText('Write at least one of the two names.')).toBeVisible();
  const name = `Suharto${Date.now()}`;
  await page.getByLabel('Family names').fill(name);
  await save(page);
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(page.getByText('No phone on the record')).toBeVisible();
  await expect(page.getByText('No e-mail on the record')).toBeVisible();
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByText('There is no phone on the record.')).toBeVisible();
});

test('somebody very like another is added only when that is meant', async ({ open }) => {
  const page = await open('/applicants/new', { as: 'daniel' });
  const name = `Doppelgänger${Date.now()}`;
  const add = () =>
    page.request.post('/api/v1/applicants', {
      headers: { origin: new URL(page.url()).origin, 'idempotency-key': randomUUID() },
      data: { given_names: 'Ana', family_names: name, date_of_birth: '1990-05-17' },
    });
  expect((await add()).status()).toBe(201);
  expect((await add()).status()).toBe(409);
  await page.getByLabel('Given names').fill('Ana');
  await page.getByLabel('Family names').fill(name);
  await page.getByLabel('Date of birth').fill('1990-05-17');
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Is it one of these?' });
  await expect(dialog.getByRole('link', { name: new RegExp(name) })).toContainText('born 17 May 1990');
  await dialog.getByRole('button', { name: 'Add anyway' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Ana ${name}` })).toBeVisible();
});

test('the bell goes to its end', async ({ open }) => {
  const [daniel, priya] = [await open('/chat', { as: 'daniel' }), await open('/chat', { as: 'priya' })];
  const id = async (page: Page) => ((await (await page.request.get('/api/v1/me')).json()) as { id: string }).id;
  const member = await id(priya);
  const origin = new URL(daniel.url()).origin;
  for (let room = 1; room <= 60; room += 1) {
    const made = await daniel.request.post('/api/v1/conversations', {
      headers: { origin, 'idempotency-key': randomUUID() },
      data: { name: `Bell ${room}`, members: [member] },
    });
    expect(made.status()).toBe(201);
  }
  await priya.getByRole('button', { name: 'Notifications' }).click();
  const panel = priya.getByRole('dialog', { name: 'Notifications' });
  await expect(panel.getByRole('link', { name: /Bell 60/ })).toBeVisible();
  await expect(panel.getByRole('link', { name: /Bell 1$|Bell 1\D/ })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Load more' }).click();
  await expect(panel.getByRole('link', { name: /Bell 1$|Bell 1\D/ })).toHaveCount(1);
});
