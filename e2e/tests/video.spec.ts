/** Video calls on the team's side: scheduling from everywhere, who may join, the invitation, changes. */

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { applicant, people, schedule, soon } from '../support/calls';
import { expect, test } from '../support/fixtures';
import { inEveryLook, picture } from '../support/pictures';

const title = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

async function pick(page: Page, name: string, typed: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name }).fill(typed);
  await page.getByRole('option', { name: option }).click();
}

async function at(page: Page, minutes: number): Promise<void> {
  const { day, clock } = soon(minutes);
  await field(page, 'Date').fill(day);
  await field(page, 'Time').fill(clock);
}

test('from the sidebar the form is blank, offers every purpose, and asks for the applicant [V1 V11 V12 V13]', async ({ open }) => {
  const page = await open('/', { as: 'arash' });
  await page.getByRole('navigation', { name: 'Modules' }).getByRole('link', { name: 'Video calls' }).first().click();
  await page.getByRole('link', { name: 'Schedule call' }).first().click();
  await expect(field(page, 'Title')).toHaveValue('');
  await expect(page.getByRole('combobox', { name: 'Applicant' })).toHaveValue('');
  const purposes = page.getByLabel('Purpose');
  await expect(purposes.getByRole('option')).toHaveText(['Initial interview', 'Document review', 'Results presentation', 'Consultation']);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Schedule call' }).click();
  await expect(page.locator('.field').filter({ has: field(page, 'Title') })).toContainText(/required|empty|Write/i);
  await expect(field(page, 'Title')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('combobox', { name: 'Applicant' })).toHaveAttribute('aria-invalid', 'true');

  await pick(page, 'Applicant', 'CON212', /García López/);
  const { id } = await applicant(page.request, 'CON212');
  const own = (await (await page.request.get(`/api/v1/applicants/${id}/cases`)).json()) as { folio: string }[] | { items: { folio: string }[] };
  const folios = (Array.isArray(own) ? own : own.items).map(({ folio }) => folio);
  expect(folios.length).toBeGreaterThan(0);
  const cases = page.getByLabel('Case');
  await expect(cases.getByRole('option')).toHaveText(['No case', ...folios.map((folio) => new RegExp(`^${folio}`))]);
  await cases.selectOption({ index: 1 });
  await field(page, 'Title').fill('What the decision means');
  await purposes.selectOption({ label: 'Results presentation' });
  await at(page, 90);

  // What is being written survives a reload, and so does with whom.
  await page.reload();
  await expect(field(page, 'Title')).toHaveValue('What the decision means');
  await expect(page.getByText(/García López · CON212/)).toBeVisible();
  await expect(cases.getByRole('option', { name: folios[0] ?? '' })).toHaveJSProperty('selected', true);
  await page.getByRole('button', { name: 'Schedule call' }).click();
  await title(page, 'What the decision means');
  await expect(page.getByText('Results presentation')).toBeVisible();
  await expect(page.getByRole('link', { name: folios[0] ?? '' })).toBeVisible();
  await page.goto('/video');
  const shown = page.getByRole('navigation', { name: 'Video calls' }).locator('[aria-current=page]');
  await expect(shown).toHaveText('Upcoming');
  const call = page.getByRole('link', { name: 'What the decision means' });
  await expect(call).toBeVisible();
  await picture(page, 'video-calls', { ready: () => expect(call).toBeVisible() });
});

test('from a case, case and applicant are filled in, and the call is on both records [V7 V8]', async ({ open }) => {
  const page = await open('/cases', { as: 'arash' });
  const answer = await page.request.get('/api/v1/cases', { params: { q: 'CAS118' } });
  const [found] = ((await answer.json()) as { items: { id: string; people: { applicant: { id: string; name: string } }[] }[] }).items;
  const person = found?.people[0]?.applicant;
  await page.goto(`/cases/${found?.id}`);
  await page.getByRole('main').getByRole('link', { name: 'Video calls' }).click();
  await page.getByRole('link', { name: 'Schedule new' }).click();
  await expect(page.getByText(new RegExp(`${person?.name} · CON`))).toBeVisible();
  await expect(page.getByLabel('Case').locator('option:checked')).toHaveText(/^CAS118/);
  await field(page, 'Title').fill('Intake of the family');
  await page.getByRole('button', { name: 'Schedule call' }).click();
  await title(page, 'Intake of the family');
  // A case without a title is called by its type, in words.
  await expect(page.locator('.facts').getByRole('link', { name: 'CAS118' })).toBeVisible();
  await expect(page.locator('.facts dd', { hasText: 'CAS118' })).toHaveText(/^CAS118 [^_]+$/);
  for (const record of [`/cases/${found?.id}/calls`, `/applicants/${person?.id}/calls`]) {
    await page.goto(record);
    await expect(page.getByRole('link', { name: 'Intake of the family' })).toBeVisible();
  }
  await page.getByRole('link', { name: 'Schedule new' }).click();
  await expect(page.getByText(new RegExp(`${person?.name} · CON`))).toBeVisible();
  await expect(page.getByLabel('Case').locator('option:checked')).toHaveText('No case');
});

test('team members find the call, are told, may join; who has no permission may not [V15 V16 V27]', async ({ open }) => {
  const [daniel, meiling, priya] = [await open('/video', { as: 'daniel' }), await open('/video', { as: 'meiling' }), await open('/video', { as: 'priya' })];
  await daniel.goto(`/video/new?applicant=${(await applicant(daniel.request, 'CON242')).id}`);
  await field(daniel, 'Title').fill('Three of us');
  await pick(daniel, 'Team members', 'mei', /Mei-Ling Chen/);
  await pick(daniel, 'Team members', 'camila', /Camila Duarte/);
  await daniel.getByRole('group', { name: 'May also end the call for everyone' }).getByLabel('Mei-Ling Chen').check();
  await daniel.getByLabel('Notes before the call').fill('Ask about the refusal of 2019');
  await at(daniel, 3);
  await expectAccessible(daniel);
  await daniel.getByRole('button', { name: 'Schedule call' }).click();
  await title(daniel, 'Three of us');
  const id = daniel.url().split('/').at(-1) ?? '';

  const row = (page: Page) => page.getByRole('listitem').filter({ hasText: 'Three of us' });
  await expect(row(meiling).getByRole('link', { name: 'Join' })).toBeVisible();
  await meiling.getByRole('button', { name: /Notifications/ }).click();
  await expect(meiling.getByText('You were asked into “Three of us”')).toBeVisible();
  await meiling.getByText('You were asked into “Three of us”').click();
  await title(meiling, 'Three of us');
  await expect(meiling.getByText('Ask about the refusal of 2019')).toBeVisible();

  await expect(row(priya)).toBeVisible();
  await expect(row(priya).getByRole('link', { name: 'Join' })).toHaveCount(0);
  await priya.goto(`/video/${id}`);
  await title(priya, 'Three of us');
  await expect(priya.getByRole('link', { name: 'Join' })).toHaveCount(0);
  await expect(priya.getByRole('button', { name: /Send invitation|Edit|Cancel meeting/ })).toHaveCount(0);
  await priya.goto(`/call/${id}`);
  await expect(priya.locator('iframe')).toHaveCount(0);
  await expect(priya.getByRole('main')).toContainText(/permission/i);
  await expectAccessible(priya);

  await meiling.getByRole('link', { name: 'Join', exact: true }).click();
  await expect(meiling.frameLocator('iframe').locator('.tile.own')).toBeVisible();
  await meiling.getByRole('contentinfo').getByRole('button', { name: 'Leave' }).click();
  await expect(meiling.getByRole('button', { name: 'End for everyone' })).toBeVisible();

  const link = ((await (await daniel.request.get(`/api/v1/calls/${id}`)).json()) as { link: string }).link;
  const client = await open(link);
  await title(client, /invites you/);
  await expect(client.locator('body')).not.toContainText('refusal');
});

test('joining shows one’s own picture and puts one on record, leaving takes one out [V29 V39 V42]', async ({ open }) => {
  const page = await open('/video', { as: 'jp' });
  const { id } = await schedule(page);
  const sofia = await open(`/call/${id}`, { as: 'sofia' });
  await expect(sofia.frameLocator('iframe').locator('.tile.own')).toBeVisible();
  await page.goto(`/call/${id}`);
  await expect(page.frameLocator('iframe').locator('.tile')).toHaveCount(2);
  const inside = async () => (await people(page, id)).attendance.filter(({ left_at }) => !left_at).map(({ name }) => name);
  await expect.poll(inside).toHaveLength(2);
  // With the keyboard alone: out of the room, to the bar, and out of the call.
  await page.getByRole('contentinfo').getByRole('button', { name: 'Quitter' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await title(page, 'Vous avez quitté l’appel');
  await expect.poll(inside).toEqual(['Sofía Reyes']);
  await expect(sofia.frameLocator('iframe').locator('.tile')).toHaveCount(1);
  await inEveryLook(page, () => expectAccessible(page));
});

test('an invitation that cannot go out says why at its field, and keeps what was written [V20 V23]', async ({ open }) => {
  const page = await open('/video', { as: 'arash' });
  const { id } = await schedule(page);
  await page.goto(`/video/${id}`);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const letter = page.getByRole('dialog', { name: 'Send invitation' });
  await expect(letter.getByLabel('To')).toHaveValue('siobhan.sullivan@example.com');
  await letter.getByLabel('Message').fill('See you soon');
  for (const wrong of ['', 'nowhere']) {
    await letter.getByLabel('To').fill(wrong);
    await letter.getByRole('button', { name: 'Send' }).click();
    await expect(letter.getByLabel('To')).toHaveAttribute('aria-invalid', 'true');
  }
  await expect(letter.getByLabel('Message')).toHaveValue('See you soon');
  await expectAccessible(page);
  const mailbox = (await (await page.request.get('/api/v1/mailbox')).json()) as { items: { text: string }[] };
  expect(mailbox.items.filter(({ text }) => text.includes('See you soon'))).toEqual([]);
});

test('an applicant without an e-mail address: the invitation says so, and takes one that is typed [V20]', async ({ open }) => {
  const page = await open('/video', { as: 'arash' });
  const headers = { origin: new URL(page.url()).origin, 'idempotency-key': crypto.randomUUID() };
  const made = await page.request.post('/api/v1/applicants', { headers, data: { family_names: 'Moreau', phones: [], emails: [] } });
  expect(made.status(), await made.text()).toBe(201);
  const { id: applicant } = (await made.json()) as { id: string };
  const { id } = await schedule(page, { applicant });
  await page.goto(`/video/${id}`);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const letter = page.getByRole('dialog', { name: 'Send invitation' });
  await expect(letter.getByLabel('To')).toHaveValue('');
  await expect(letter.getByText(/No e-mail address is on file/)).toBeVisible();
  await letter.getByLabel('To').fill('moreau@example.com');
  await letter.getByRole('button', { name: 'Send' }).click();
  await expect(letter).toHaveCount(0);
  const sent = async () => {
    const { items } = (await (await page.request.get('/api/v1/mailbox')).json()) as { items: { to: { address: string } }[] };
    return items.filter(({ to }) => to.address === 'moreau@example.com').length;
  };
  await expect.poll(sent).toBe(1);
});

test('two people who change one call choose between both versions, and nothing is lost', async ({ open }) => {
  const [daniel, meiling] = [await open('/video', { as: 'daniel' }), await open('/video', { as: 'meiling' })];
  const { id } = await schedule(daniel);
  for (const page of [daniel, meiling]) {
    await page.goto(`/video/${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
  }
  const form = (page: Page) => page.getByRole('dialog', { name: 'Edit' });
  const save = (page: Page) => form(page).getByRole('button', { name: 'Save' }).click();
  await form(daniel).getByLabel('Title', { exact: true }).fill('Second interview');
  await form(daniel).getByLabel('Duration').selectOption({ label: '45 min' });
  await save(daniel);
  await title(daniel, 'Second interview');
  await form(meiling).getByLabel('Title', { exact: true }).fill('Interview about funds');
  await form(meiling).getByLabel('Notes before the call').fill('Bank letters');
  await meiling.reload();
  await meiling.getByRole('button', { name: 'Edit' }).click();
  await expect(form(meiling).getByLabel('Title', { exact: true })).toHaveValue('Interview about funds');
  await form(meiling).getByLabel('Title', { exact: true }).fill('Interview on funds');
  await daniel.getByRole('button', { name: 'Edit' }).click();
  await form(daniel).getByLabel('Title', { exact: true }).fill('Third interview');
  await save(daniel);
  await title(daniel, 'Third interview');
  await save(meiling);
  const choice = form(meiling).getByRole('radiogroup', { name: 'Title' });
  await expect(choice).toContainText('Interview on funds');
  await expect(choice).toContainText('Third interview');
  await expectAccessible(meiling);
  await expect(choice.getByRole('radio', { checked: true })).toHaveCount(0);
  await choice.getByRole('radio', { name: /Yours/ }).check();
  await save(meiling);
  await title(meiling, 'Interview on funds');
  await expect(meiling.getByText('Bank letters')).toBeVisible();
  await expect(meiling.getByText('45 min')).toBeVisible();
});
