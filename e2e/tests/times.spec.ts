/** When calls are: the server's clocks on every page, an edit that moves nothing, and lists to their last row. */

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { applicant, schedule } from '../support/calls';
import { expect, test } from '../support/fixtures';
import { inEveryLook } from '../support/pictures';

const title = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const at = async (page: Page, id: string) =>
  ((await (await page.request.get(`/api/v1/calls/${id}`)).json()) as { starts_at: string; time_zone: string; version: number; title: string });
const mails = async (page: Page, id: string) =>
  ((await (await page.request.get('/api/v1/mails', { params: { call: id } })).json()) as { items: { subject: string }[] }).items;

/** Changes a call behind the page's back. */
async function move(page: Page, id: string, starts_at: string): Promise<void> {
  const now = await at(page, id);
  const answer = await page.request.put(`/api/v1/calls/${id}`, {
    headers: { origin: new URL(page.url()).origin, 'if-match': `"${now.version}"` },
    data: { title: now.title, purpose: 'initial_interview', starts_at, minutes: 30, waiting_room: true, notify_client: false },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

test('a call in Vancouver whose title alone is edited keeps its time, and nobody is written to', async ({ open }) => {
  const page = await open('/video', { as: 'daniel' });
  for (const [starts_at, time_zone, clock] of [
    ['2027-01-12T14:00', 'America/Vancouver', '14:00'],
    // The second half past one of the night in which the clocks go back.
    ['2027-11-07T06:30:00Z', 'America/Toronto', '01:30'],
    ['2027-01-12T21:00:25Z', 'America/Toronto', '16:00'],
  ] as const) {
    const { id } = await schedule(page, { starts_at, time_zone });
    const before = await at(page, id);
    if (time_zone === 'America/Vancouver') expect(before.starts_at).toBe('2027-01-12T21:00:00Z');
    await page.goto(`/video/${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Edit' });
    await expect(form.getByLabel('Time', { exact: true })).toHaveValue(clock);
    await form.getByLabel('Title', { exact: true }).fill('Only the title');
    await form.getByRole('button', { name: 'Save' }).click();
    await title(page, 'Only the title');
    const after = await at(page, id);
    expect(after.starts_at).toBe(before.starts_at);
    expect(after.time_zone).toBe(before.time_zone);
    expect(await mails(page, id)).toEqual([]);
  }
});

test('the client’s page, the invitation and the record tell one hour, by the server’s rules', async ({ open }) => {
  const page = await open('/video', { as: 'daniel' });
  const { id, link } = await schedule(page, { starts_at: '2027-01-12T21:00:00Z' });
  // Whatever this browser's own table says of Vancouver in winter.
  const client = await open(link, { timezoneId: 'America/Vancouver' });
  await expect(client.getByText('14:00 (Vancouver, UTC−07:00)')).toBeVisible();
  await expect(client.getByText('16:00 (Toronto, UTC−05:00) at the practice')).toBeVisible();
  await expect(client.getByText(/Tuesday,? 12 January 2027, 13:45 \(Vancouver, UTC−07:00\)/)).toBeVisible();
  const india = await open(link, { timezoneId: 'Asia/Kolkata' });
  await expect(india.getByText(/Wednesday,? 13 January 2027/).first()).toBeVisible();
  await expect(india.getByText(/Tuesday,? 12 January 2027, 16:00 \(Toronto, UTC−05:00\) at the practice/)).toBeVisible();
  await inEveryLook(india, () => expectAccessible(india));
  const draft = (await (await page.request.get(`/api/v1/calls/${id}/invitation`)).json()) as { text: string };
  expect(draft.text).toContain('(Toronto, UTC−05:00)');
});

test('staff see the client’s time wherever it is not their own', async ({ open }) => {
  const page = await open('/video', { as: 'daniel' });
  const origin = { origin: new URL(page.url()).origin, 'idempotency-key': randomUUID() };
  const asha = await page.request.post('/api/v1/applicants', {
    headers: origin,
    data: { given_names: 'Asha', family_names: 'Rao', language: 'en', time_zone: 'Asia/Calcutta', phones: [{ number: '+16045550123', label: '' }], emails: [] },
  });
  expect(asha.status(), await asha.text()).toBe(201);
  const { id: her } = (await asha.json()) as { id: string };
  // Chosen on her clocks: what differs is the reader's.
  const { id } = await schedule(page, { applicant: her, starts_at: '2027-01-13T00:30', time_zone: 'Asia/Kolkata', title: 'Half past midnight' });
  await page.goto(`/video/${id}`);
  await expect(page.getByText(/For the client: Wednesday,? 13 January 2027.*00:30 \(.*UTC\+05:30\)/)).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit' });
  await expect(form.getByText(/For you: Tuesday,? 12 January 2027.*14:00 \(Toronto, UTC−05:00\)/)).toBeVisible();
  await expectAccessible(page);

  const zone = form.getByRole('combobox', { name: 'Time zone' });
  await expect(zone).toHaveValue('Asia / Kolkata');
  for (const [typed, found] of [['calcutta', 'Asia / Kolkata'], ['kiev', 'Europe / Kyiv'], ['saigon', 'Asia / Ho Chi Minh'], ['utc', 'UTC']] as const) {
    await zone.fill(typed);
    await expect(form.getByRole('listbox').getByRole('option').first()).toContainText(found);
  }
  await zone.fill('toronto');
  await form.getByRole('listbox').getByRole('option', { name: 'America / Toronto' }).first().click();
  await expect(zone).toHaveValue('America / Toronto');
  // Clocks go back over half past one: which of the two is asked.
  await form.getByLabel('Date', { exact: true }).fill('2027-11-07');
  await form.getByLabel('Time', { exact: true }).fill('01:30');
  await form.getByLabel('This time comes twice').selectOption({ label: 'The second, after the clocks go back (UTC−05:00)' });
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
  expect((await at(page, id)).starts_at).toBe('2027-11-07T06:30:00Z');
});

test('an open invitation notices that the call has moved, and is not sent with the old date', async ({ open }) => {
  const page = await open('/video', { as: 'daniel' });
  const { id } = await schedule(page, { starts_at: '2027-01-12T21:00:00Z' });
  await page.goto(`/video/${id}`);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const letter = page.getByRole('dialog', { name: 'Send invitation' });
  const text = letter.getByLabel('Message');
  await expect(text).toHaveValue(/January 12, 2027/);
  // Nobody has written in it: it is written again.
  await move(page, id, '2027-01-13T21:00:00Z');
  await expect(text).toHaveValue(/January 13, 2027/);
  await text.fill('See you on the thirteenth');
  await move(page, id, '2027-01-14T21:00:00Z');
  await expect(letter.getByText('its date or link may be wrong')).toBeVisible();
  await expect(letter.getByRole('button', { name: 'Send' })).toBeDisabled();
  await expect(text).toHaveValue('See you on the thirteenth');
  await expectAccessible(page);
  await letter.getByRole('button', { name: 'Write it anew' }).click();
  await expect(text).toHaveValue(/January 14, 2027/);
  await letter.getByRole('button', { name: 'Send' }).click();
  await expect(letter).toBeHidden();
  expect(await mails(page, id)).toHaveLength(1);
});

test('a list of 230 calls goes to its end, and is searched by title, client and folio', async ({ open }) => {
  test.setTimeout(120_000);
  const page = await open('/video', { as: 'daniel' });
  const { id, folio } = await applicant(page.request, 'CON242');
  for (let first = 0; first < 230; first += 23) {
    await Promise.all(
      Array.from({ length: 23 }, (_, n) =>
        schedule(page, {
          applicant: id,
          title: first + n === 229 ? 'Révision finale' : `Series ${first + n}`,
          starts_at: new Date(Date.UTC(2028, 0, 1) + (first + n) * 3_600_000).toISOString(),
        }),
      ),
    );
  }
  const search = page.getByRole('searchbox', { name: 'Search calls' });
  await search.fill('siobhan');
  await expect(page).toHaveURL(/q=siobhan/);
  const rows = page.getByRole('list', { name: 'Upcoming' }).getByRole('listitem');
  await expect(rows).toHaveCount(50);
  const more = page.getByRole('button', { name: 'Load more' });
  for (let shown = 50; (await more.count()) > 0; ) {
    await more.click();
    await expect.poll(async () => (await rows.count()) > shown || (await more.count()) === 0).toBe(true);
    shown = await rows.count();
  }
  const shown = await rows.count();
  expect(shown).toBeGreaterThanOrEqual(230);
  await expect(page.getByRole('link', { name: 'Révision finale' })).toBeVisible();
  // An event from elsewhere does not throw the reader back to the first page.
  await schedule(page, { applicant: id, title: 'One more', starts_at: '2028-06-01T12:00:00Z' });
  await expect(page.getByRole('link', { name: 'One more' })).toBeVisible();
  expect(await rows.count()).toBe(shown + 1);

  for (const q of ['revision', 'REVISION sullivan']) {
    await search.fill(q);
    await expect(rows).toHaveCount(1);
  }
  await search.fill(folio);
  await expect(rows).toHaveCount(50);
  await search.fill('nobody at all');
  await expect(page.getByText('No call is found by “nobody at all”')).toBeVisible();
  await inEveryLook(page, () => expectAccessible(page));
  await page.reload();
  await expect(search).toHaveValue('nobody at all');
});

test('a row that cannot be read says so and leaves the others', async ({ open }) => {
  const page = await open('/video', { as: 'daniel' });
  await schedule(page, { title: 'Readable', starts_at: '2027-01-12T21:00:00Z' });
  const { id } = await schedule(page, { title: 'Leap', starts_at: '2027-01-12T22:00:00Z' });
  await page.route('**/api/v1/calls?*', async (route) => {
    const answer = await route.fetch();
    const list = (await answer.json()) as { items: { id: string; starts_at: string }[] };
    for (const call of list.items) if (call.id === id) call.starts_at = '2027-01-12T22:00:60Z';
    await route.fulfill({ response: answer, json: list });
  });
  await page.goto('/video');
  await page.getByRole('searchbox', { name: 'Search calls' }).fill('siobhan');
  await expect(page.getByRole('link', { name: 'Readable' })).toBeVisible();
  await expect(page.getByText('1 entry cannot be shown')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Leap' })).toHaveCount(0);
});
