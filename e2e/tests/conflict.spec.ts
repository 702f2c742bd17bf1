/** Two people change one record: neither overwrites the other unseen, and what both changed is chosen field by field. */

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { applicant } from '../support/calls';
import { expect, test } from '../support/fixtures';

const save = (page: Page, name = 'Save') => page.getByRole('button', { name, exact: true });

/** Presses Save and waits for the server's answer to the change. */
async function change(page: Page, button = 'Save'): Promise<number> {
  const answer = page.waitForResponse((one) => ['PUT', 'PATCH'].includes(one.request().method()));
  await save(page, button).click();
  return (await answer).status();
}

/** Every change that a page sends from now on. */
function sent(page: Page): string[] {
  const all: string[] = [];
  page.on('request', (request) => {
    if (['PUT', 'PATCH'].includes(request.method())) all.push(request.url());
  });
  return all;
}

test('of an applicant whom two people change, each field that both changed is chosen, and nothing is overwritten', async ({ open }) => {
  const arash = await open('/applicants', { as: 'arash' });
  const { id } = await applicant(arash.request, 'CON242');
  await arash.goto(`/applicants/${id}/edit`);
  const meiling = await open(`/applicants/${id}/edit`, { as: 'meiling' });
  await arash.getByLabel('Date of birth').fill('1988-03-03');
  await arash.getByLabel('Address').fill('12 Rue Ontario, Montréal');
  await arash.getByLabel('Notes').fill('Prefers mornings');
  await meiling.getByLabel('Date of birth').fill('1989-04-04');
  await meiling.getByLabel('Preferred name').fill('Sully');
  await meiling.getByLabel('Notes').fill('Prefers evenings');
  expect(await change(meiling)).toBe(200);

  // The question is in view, has the focus, and has no answer yet.
  expect(await change(arash)).toBe(412);
  const question = arash.getByRole('heading', { name: /Somebody else changed .*Sullivan.* while you were editing/ });
  await expect(question).toBeFocused();
  await expect(question).toBeInViewport();
  const birth = arash.getByRole('radiogroup', { name: 'Date of birth' });
  const notes = arash.getByRole('radiogroup', { name: 'Notes' });
  await expect(birth).toBeInViewport();
  await expect(arash.getByRole('radiogroup')).toHaveCount(2);
  await expect(arash.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(birth.getByRole('radio', { name: /Yours/ })).toHaveAccessibleName(/3 Mar 1988/);
  await expect(birth.getByRole('radio', { name: /Theirs/ })).toHaveAccessibleName(/4 Apr 1989/);
  // What one side alone changed is in the form.
  await expect(arash.getByLabel('Preferred name')).toHaveValue('Sully');
  await expect(arash.getByLabel('Address')).toHaveValue('12 Rue Ontario, Montréal');
  await expectAccessible(arash);

  // A second Save sends nothing while a choice is missing.
  const requests = sent(arash);
  await save(arash).click();
  await expect(birth.getByRole('radio', { name: /Yours/ })).toBeFocused();
  await expect(birth.getByText('Choose one of the two.')).toBeVisible();
  await birth.getByRole('radio', { name: /Theirs/ }).check();
  await expect(arash.getByLabel('Date of birth')).toHaveValue('1989-04-04');
  await save(arash).click();
  await expect(notes.getByRole('radio', { name: /Yours/ })).toBeFocused();
  await expect(birth.getByText('Choose one of the two.')).toHaveCount(0);
  await expectAccessible(arash);
  expect(requests).toEqual([]);

  // A reload keeps what was decided, and asks the rest again.
  await arash.reload();
  await expect(arash.getByLabel('Date of birth')).toHaveValue('1989-04-04');
  expect(await change(arash)).toBe(412);
  await expect(arash.getByRole('radiogroup')).toHaveCount(1);
  await notes.getByRole('radio', { name: /Yours/ }).check();

  // Someone saves a third version before the choice is sent: it is asked again, with the newer value.
  await meiling.goto(`/applicants/${id}/edit`);
  await meiling.getByLabel('Notes').fill('Prefers weekends');
  expect(await change(meiling)).toBe(200);
  expect(await change(arash)).toBe(412);
  await expect(question).toBeFocused();
  await expect(arash.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(notes.getByRole('radio', { name: /Theirs/ })).toHaveAccessibleName(/Prefers weekends/);
  await notes.getByRole('radio', { name: /Yours/ }).check();
  expect(await change(arash)).toBe(200);
  const stored = await (await arash.request.get(`/api/v1/applicants/${id}`)).json();
  expect(stored).toMatchObject({
    date_of_birth: '1989-04-04',
    notes: 'Prefers mornings',
    preferred_name: 'Sully',
    address: '12 Rue Ontario, Montréal',
  });
});

test('two people who change different fields of an applicant lose neither', async ({ open }) => {
  const arash = await open('/applicants', { as: 'arash' });
  const { id } = await applicant(arash.request, 'CON242');
  await arash.goto(`/applicants/${id}/edit`);
  const meiling = await open(`/applicants/${id}/edit`, { as: 'meiling' });
  await arash.getByLabel('Address').fill('12 Rue Ontario, Montréal');
  await meiling.getByLabel('Notes').fill('Prefers evenings');
  expect(await change(meiling)).toBe(200);
  expect(await change(arash)).toBe(412);
  await expect(arash.getByText('You changed different fields')).toBeInViewport();
  await expect(arash.getByLabel('Notes')).toHaveValue('Prefers evenings');
  expect(await change(arash)).toBe(200);
  const stored = await (await arash.request.get(`/api/v1/applicants/${id}`)).json();
  expect(stored).toMatchObject({ notes: 'Prefers evenings', address: '12 Rue Ontario, Montréal' });
});

test('the settings of the practice that two people change are chosen field by field', async ({ open }) => {
  const daniel = await open('/settings/practice', { as: 'daniel' });
  // Her pages are in French.
  const amelie = await open('/settings/practice', { as: 'amelie' });
  await daniel.locator('input[name=name]').fill('Maple Bridge Immigration Law');
  await daniel.locator('select[name=language]').selectOption('fr');
  await amelie.locator('input[name=name]').fill('Maple Bridge Montréal');
  await amelie.locator('select[name=language]').selectOption('es');
  await amelie.locator('input[name=email]').fill('office@maplebridge.example');
  expect(await change(amelie, 'Enregistrer')).toBe(200);

  expect(await change(daniel)).toBe(412);
  await expect(daniel.getByRole('heading', { name: /Somebody else changed/ })).toBeFocused();
  const language = daniel.getByRole('radiogroup', { name: 'Language' });
  await expect(language).toBeInViewport();
  await expect(daniel.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(language.getByRole('radio', { name: /Theirs/ })).toHaveAccessibleName(/Spanish/);
  const requests = sent(daniel);
  await save(daniel).click();
  await expect(language.getByRole('radio', { name: /Yours/ })).toBeFocused();
  expect(requests).toEqual([]);
  await language.getByRole('radio', { name: /Yours/ }).check();
  await daniel.getByRole('radiogroup', { name: 'Name of the practice' }).getByRole('radio', { name: /Theirs/ }).check();
  await expectAccessible(daniel);
  expect(await change(daniel)).toBe(200);
  await expect(daniel.getByRole('radiogroup')).toHaveCount(0);
  const stored = await (await daniel.request.get('/api/v1/practice')).json();
  expect(stored).toMatchObject({ name: 'Maple Bridge Montréal', language: 'fr', email: 'office@maplebridge.example' });
});
