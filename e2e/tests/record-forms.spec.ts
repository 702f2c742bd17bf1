/** Records as staff write them: applicants, cases and comments, with what is wrong said at its field. */

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { applicant } from '../support/calls';
import { expect, test } from '../support/fixtures';

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });

test('an applicant is added; what is wrong is said at its field, and a reload keeps what was typed', async ({ open }) => {
  const page = await open('/applicants', { as: 'arash' });
  await page.getByRole('link', { name: 'Add applicant' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New applicant' })).toBeVisible();
  const family = `Quispe ${Date.now()}`;
  await page.getByLabel('Given names').fill('Rosa');
  await page.getByLabel('Family names').fill(family);
  await page.getByLabel('Phone').first().fill('+1 514 55');
  await save(page).click();
  await expect(page.getByLabel('Phone').first()).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);

  await page.reload();
  await expect(page.getByLabel('Family names')).toHaveValue(family);
  await page.getByLabel('Phone').first().fill('+1 514 555 0177');
  await save(page).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(family) })).toBeVisible();
  await expect(page.getByText(/CON\d+/).first()).toBeVisible();
  await expect(page.getByText('+1 514-555-0177').first()).toBeVisible();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Preferred name').fill('Rosita');
  await save(page).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(family) })).toBeVisible();
  await expect(page.getByText('Rosita').first()).toBeVisible();
});

test('a case is opened for an applicant, moves a stage, and both are on its timeline', async ({ open }) => {
  const page = await open('/cases', { as: 'arash' });
  await page.getByRole('link', { name: 'Open case' }).first().click();
  await save(page).click();
  await expect(page.getByRole('combobox', { name: 'People' })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('combobox', { name: 'People' }).fill('CON242');
  await page.getByRole('option', { name: /Sullivan/ }).click();
  await field(page, 'Type').selectOption({ label: 'Study permit' });
  await page.getByLabel('Title').fill('Master’s at McGill');
  await expectAccessible(page);
  await save(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Master’s at McGill' })).toBeVisible();
  await page.getByRole('button', { name: 'Move to stage' }).click();
  await page.getByRole('menuitemradio', { name: 'Documentation' }).click();
  await expect(page.getByText(/moved CAS\d+ from Intake to Documentation/)).toBeVisible();
});

test('a comment marked as a decision is kept with its author, and an edit is shown as one', async ({ open }) => {
  const page = await open('/applicants', { as: 'meiling' });
  const { id } = await applicant(page.request, 'CON242');
  const arash = await open(`/applicants/${id}/comments`, { as: 'arash' });
  const words = `We wait for the letters ${Date.now()}`;
  await arash.getByLabel('New comment').fill(words);
  // What is being written survives a reload.
  await arash.reload();
  await expect(arash.getByLabel('New comment')).toHaveValue(words);
  await arash.getByLabel('Decision').check();
  await arash.getByRole('button', { name: 'Add comment' }).click();
  const comment = arash.getByRole('listitem').filter({ hasText: words });
  await expect(comment).toContainText('Arash Moradi');
  await expect(comment).toContainText('Decision');
  await expect(arash.getByLabel('New comment')).toHaveValue('');

  // A colleague sees it, and cannot edit what is not theirs.
  await page.goto(`/applicants/${id}/comments`);
  const seen = page.getByRole('listitem').filter({ hasText: words });
  await expect(seen).toBeVisible();
  await expect(seen.getByRole('button')).toHaveCount(0);

  await comment.getByRole('button', { name: 'Edit comment' }).click();
  await arash.getByRole('textbox', { name: 'Edit comment' }).fill(`${words}, until Friday`);
  await save(arash).click();
  await expect(arash.getByRole('listitem').filter({ hasText: 'until Friday' })).toContainText('edited');
  await expectAccessible(arash);
});
