/** The inbox and its conversations: nothing is sent twice, nothing ends silently, nothing counts as read unseen. */

import { type Locator, type Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const send = (page: Page) => page.getByRole('button', { name: 'Send text' });
const bubbles = (page: Page, text: string): Locator => page.locator('.sms-bubble', { hasText: text });
const origin = (page: Page) => ({ origin: new URL(page.url()).origin });

let last = 0;

/** A number that nobody has. */
function stranger(): string {
  last += 1;
  return `+1438555${String(1000 + last).slice(-4)}`;
}

/** A text from a phone of the simulated carrier, once it is in the inbox. */
async function arrives(page: Page, from: string, body: string): Promise<{ thread: string }> {
  const answer = await page.request.post('/api/v1/simulator/messages', { data: { from, body }, headers: origin(page) });
  expect(answer.status(), await answer.text()).toBe(202);
  let thread = '';
  await expect
    .poll(async () => {
      const found = await (await page.request.get(`/api/v1/sms/threads?q=${encodeURIComponent(body)}`)).json();
      thread = found.items?.[0]?.id ?? '';
      return thread;
    })
    .not.toBe('');
  return { thread };
}

async function create(page: Page, path: string, data: object): Promise<{ id: string }> {
  const answer = await page.request.post(`/api/v1/${path}`, {
    data,
    headers: { ...origin(page), 'idempotency-key': crypto.randomUUID() },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return answer.json();
}

const applicant = (page: Page, given: string, phone: string) =>
  create(page, 'applicants', {
    given_names: given,
    family_names: 'Rivière',
    phones: [{ number: phone }],
    emails: [{ address: 'someone@example.com' }],
  });

test('a text whose answer was lost is the same text after a reload [S15]', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const from = stranger();
  const { thread } = await arrives(page, from, `Question ${from}`);
  await page.goto(`/sms/${thread}`);
  const words = `Answer to ${from}`;
  await field(page).fill(words);
  // The server takes it, and its answer is lost on the way.
  await page.route('**/api/v1/sms/messages', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await send(page).click();
  await expect(page.locator('.sms-composer [role=alert]').first()).toBeVisible();
  await page.unroute('**/api/v1/sms/messages');
  // Meanwhile someone says whose number it is.
  const { id } = await applicant(page, 'Ana', '+14385559001');
  const linked = await page.request.put(`/api/v1/sms/threads/${thread}/applicant`, {
    data: { applicant: id },
    headers: origin(page),
  });
  expect(linked.status()).toBe(200);
  await page.reload();
  await expect(field(page)).toHaveValue(words);
  await send(page).click();
  await expect(field(page)).toHaveValue('');
  await expect(bubbles(page, words)).toHaveCount(1);
  const said = await (await page.request.get(`/api/v1/sms/threads/${thread}/messages`)).json();
  expect(said.items.filter((message: { body: string }) => message.body === words)).toHaveLength(1);
});

test('a conversation opens where nobody has read, and only what was seen is read', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const from = stranger();
  const { thread } = await arrives(page, from, `First of ${from}`);
  for (let n = 0; n < 40; n += 1) {
    const answer = await page.request.post('/api/v1/simulator/messages', {
      data: { from, body: `Line ${n} of ${from} which is a little longer than a short one` },
      headers: origin(page),
    });
    expect(answer.status()).toBe(202);
  }
  const unread = async () => (await (await page.request.get(`/api/v1/sms/threads/${thread}`)).json()).unread;
  await expect.poll(unread).toBe(41);
  await page.goto(`/sms/${thread}`);
  await expect(page.locator('.sms-new-line')).toBeInViewport();
  await expect(bubbles(page, `First of ${from}`)).toBeInViewport();
  await expect.poll(unread).toBeLessThan(41);
  expect(await unread(), 'what is below was not seen').toBeGreaterThan(10);
  await page.locator('.sms-said').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect.poll(unread).toBe(0);
  // Read to its end, it opens at its end.
  await page.reload();
  await expect(page.locator('.sms-bubble').last()).toBeInViewport();
  await expect(page.locator('.sms-new-line')).toHaveCount(0);
});

test('a colleague’s text takes nobody away from what they read, one’s own leads to the end', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const from = stranger();
  let thread = '';
  for (let n = 1; n <= 30; n += 1) thread = (await arrives(page, from, `Line ${n} of ${from}`)).thread;
  await page.goto(`/sms/${thread}`);
  const list = page.locator('.sms-said');
  await expect(bubbles(page, `Line 30 of ${from}`)).toBeVisible();
  await list.evaluate((element) => element.scrollTo(0, 0));
  await expect(bubbles(page, `Line 1 of ${from}`)).toBeInViewport();
  const colleague = await open(`/sms/${thread}`, { as: 'sofia' });
  await colleague.getByRole('textbox', { name: /Message|Mensaje/, exact: true }).fill(`Hers to ${from}`);
  await colleague.getByRole('button', { name: /Send text|Enviar/ }).click();
  await expect(bubbles(page, `Hers to ${from}`)).toHaveCount(1);
  await expect(bubbles(page, `Line 1 of ${from}`)).toBeInViewport();
  await field(page).fill(`Mine to ${from}`);
  await send(page).click();
  await expect(bubbles(page, `Mine to ${from}`)).toBeInViewport();
});

for (const size of [{ width: 1280, height: 720 }, { width: 360, height: 740 }]) {
  test(`a record’s texts are answered without scrolling to their end first, at ${size.width} × ${size.height}`, async ({ open }) => {
    const page = await open('/sms', { as: 'daniel', viewport: size });
    const from = stranger();
    const { id } = await applicant(page, 'Chloé', from);
    for (let n = 1; n <= 12; n += 1) await arrives(page, from, `Question ${n} of ${from}`);
    await page.goto(`/applicants/${id}/sms`);
    await expect(bubbles(page, `Question 12 of ${from}`)).toHaveCount(1);
    await expect(field(page)).toBeInViewport({ ratio: 1 });
    await expect(send(page)).toBeInViewport({ ratio: 1 });
    // The list of modules, which is at the foot of a phone, covers nothing of it.
    const edge = async (what: Locator) => (await what.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [composer, scroller] = [await edge(page.locator('.sms-composer')), await edge(page.locator('.record.scroll'))];
    expect(composer.y + composer.height).toBeLessThanOrEqual(scroller.y + scroller.height + 1);
  });
}

test('words are looked for in all texts of a conversation and of a record, and what is found is not read by that', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const from = stranger();
  const { id } = await applicant(page, `Zoé ${from}`, from);
  const { thread } = await arrives(page, from, `Où est mon Passe\u0301port ${from} ?`);
  const unread = async () => (await (await page.request.get(`/api/v1/sms/threads/${thread}`)).json()).unread;
  for (let n = 0; n < 60; n += 1) {
    const data = { from, body: `Line ${n} of ${from}` };
    expect((await page.request.post('/api/v1/simulator/messages', { data, headers: origin(page) })).status()).toBe(202);
  }
  await expect.poll(unread).toBe(61);
  for (const path of [`/applicants/${id}/sms`, `/sms/${thread}`]) {
    await page.goto(path);
    // Both open where nobody has read, with the composer beneath.
    await expect(field(page)).toBeVisible();
    await expect(page.locator('.sms-new-line')).toBeInViewport();
    await expect.poll(unread, path).toBeLessThan(61);
    // What was on the screen has been told by now.
    await page.waitForLoadState('networkidle');
    const before = await unread();
    const search = page.getByRole('searchbox', { name: 'Search these texts' });
    await search.fill('passeport');
    const found = page.getByRole('region', { name: 'Texts found' });
    await expect(found.locator('.sms-bubble')).toHaveCount(1);
    await expect(found.locator('.sms-bubble')).toContainText('Où est mon');
    // The newest, which nobody has seen: it is far below where the list opened.
    await search.fill('59');
    await expect(found.locator('.sms-bubble')).toHaveCount(1);
    await expect(found.locator('.sms-bubble')).toContainText('Line 59');
    await search.fill('xylophone');
    await expect(found.getByText('No text with these words')).toBeVisible();
    expect(await unread(), path).toBe(before);
    await expect(field(page)).toBeVisible();
    await search.fill('');
    await expect(page.getByRole('log')).toBeVisible();
  }
  // Read to the end, both open at the end, and stay there while the composer takes its room.
  const read = await page.request.put(`/api/v1/sms/threads/${thread}/read`, { data: { seq: 2 ** 40 }, headers: origin(page) });
  expect(read.status(), await read.text()).toBe(204);
  for (const path of [`/applicants/${id}/sms`, `/sms/${thread}`]) {
    await page.goto(path);
    await expect(page.locator('.sms-bubble').first()).toBeVisible();
    const below = () => page.getByRole('log').evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));
    await expect.poll(below, path).toBeLessThan(2);
    await field(page).fill('One\nTwo\nThree\nFour\nFive\nSix\nSeven\nEight');
    await expect.poll(below, path).toBeLessThan(2);
    await field(page).fill('');
  }
});

test('the inbox pages to its end, is searched, and tells two unknown numbers apart', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const numbers: string[] = [];
  for (let n = 0; n < 55; n += 1) {
    const from = stranger();
    numbers.push(from);
    await page.request.post('/api/v1/simulator/messages', {
      data: { from, body: `Paging ${n}` },
      headers: origin(page),
    });
  }
  await arrives(page, stranger(), 'The last of many');
  await page.goto('/sms?filter=unlinked');
  const rows = page.getByRole('list', { name: 'Conversations' }).locator('.row');
  await expect(rows).toHaveCount(50);
  await page.getByRole('button', { name: 'Load more' }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(55);
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const cut = await rows.locator('.row__title').evaluateAll((titles) =>
      titles.filter((title) => title.scrollWidth > title.clientWidth).map((title) => title.textContent),
    );
    expect(cut, `numbers are whole at ${width}`).toEqual([]);
  }
  const shown = (numbers[3] ?? '').replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1-$2-$3');
  await page.getByRole('searchbox', { name: 'Search conversations' }).fill(shown.slice(3));
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText(shown);
});

test('tabs, titles and composers keep their height in full columns', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  for (let n = 0; n < 20; n += 1) {
    await page.request.post('/api/v1/simulator/messages', {
      data: { from: stranger(), body: `Row ${n}` },
      headers: origin(page),
    });
  }
  const { thread } = await arrives(page, stranger(), 'The row that is opened');
  const applicants = await (await page.request.get('/api/v1/applicants?limit=1')).json();
  const pages = [
    '/sms',
    `/sms/${thread}`,
    '/video',
    '/applicants',
    '/cases',
    `/applicants/${applicants.items[0].id}/sms`,
  ];
  for (const { width, height } of [{ width: 360, height: 640 }, { width: 1000, height: 600 }, { width: 1440, height: 500 }]) {
    await page.setViewportSize({ width, height });
    for (const path of pages) {
      await page.goto(path);
      await expect(page.locator('.tabs, .pane__head, .record__head').first()).toBeAttached();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      const flat = await page
        .locator('.tabs, .pane__head, .pane__search, .sms-composer, .sms-composer textarea, h1, h2, .truncate')
        .evaluateAll((all) =>
          all
            .filter((one) => one.checkVisibility() && one.closest('.unseen') === null && one.textContent !== '')
            .filter((one) => one.scrollHeight > one.clientHeight + 2 && one.clientHeight < 24 && one.clientHeight > 0)
            .map((one) => `${one.className || one.tagName} ${one.clientHeight} of ${one.scrollHeight}`),
        );
      expect(flat, `${path} at ${width}×${height}`).toEqual([]);
      for (const tabs of await page.locator('.tabs:visible').all()) {
        expect((await tabs.boundingBox())?.height, `${path} at ${width}×${height}`).toBeGreaterThanOrEqual(40);
      }
    }
  }
});

test('a text about a case is on its timeline, from its tab and from the conversation [S5]', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const phone = stranger();
  const { id } = await applicant(page, `Luz ${phone}`, phone);
  const found = await create(page, 'cases', { case_type: 'study_permit', people: [{ applicant: id, role: 'principal' }] });
  await page.goto(`/cases/${found.id}/sms`);
  const first = `About your case, ${phone}`;
  await field(page).fill(first);
  await send(page).click();
  await expect(bubbles(page, first)).toBeVisible();
  await page.goto(`/applicants/${id}/sms`);
  await page.getByRole('combobox', { name: 'Case' }).selectOption({ index: 1 });
  const second = `Once more about it, ${phone}`;
  await field(page).fill(second);
  await send(page).click();
  await expect(bubbles(page, second)).toBeVisible();
  const { thread } = await arrives(page, phone, `Understood, ${phone}`);
  await page.goto(`/sms/${thread}`);
  await expect(page.getByRole('combobox', { name: 'Case' })).not.toHaveValue('');
  const third = `Thank you, ${phone}`;
  await field(page).fill(third);
  await send(page).click();
  await expect(bubbles(page, third)).toBeVisible();
  await page.goto(`/cases/${found.id}`);
  for (const words of [first, second, third, `Understood, ${phone}`]) {
    await expect(page.getByText(words)).toBeVisible();
  }
});

test('on a family phone one is asked whose it is, and answers about one of them [S18]', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const phone = stranger();
  const mother = await applicant(page, 'Marta', phone);
  const son = await applicant(page, 'Tomás', phone);
  const his = await create(page, 'cases', { case_type: 'study_permit', people: [{ applicant: son.id, role: 'principal' }] });
  const { thread } = await arrives(page, phone, `Who am I, ${phone}`);
  await page.goto(`/sms/${thread}`);
  await expect(page.getByText('Several people have this number.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Marta Rivière' }).click();
  await expect(page.getByText('Several people have this number.', { exact: false })).toHaveCount(0);
  await expect(bubbles(page, 'Who am I').locator('.sms-bubble__owner')).toHaveText('Marta Rivière');
  // About the son, and his case: both belong together.
  await page.getByRole('combobox', { name: 'About' }).selectOption({ label: 'Tomás Rivière' });
  await page.getByRole('combobox', { name: 'Case' }).selectOption({ value: his.id });
  const words = `Tomás, your papers ${phone}`;
  await field(page).fill(words);
  await send(page).click();
  await expect(bubbles(page, words).locator('.sms-bubble__owner')).toHaveText('Tomás Rivière');
  const filed = await (await page.request.get(`/api/v1/applicants/${mother.id}/sms`)).json();
  expect(filed.items).toHaveLength(1);
});

test('the counter names what nobody sees and takes it out [S16]', async ({ open }) => {
  const page = await open('/sms/new', { as: 'arash' });
  await field(page).fill('Mit besten Grüßen\u200c');
  await expect(page.getByText('An invisible character (joining mark)', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Remove invisible characters' }).click();
  await expect(field(page)).toHaveValue('Mit besten Grüßen');
  await expect(page.locator('.sms-counter__culprit')).toHaveCount(0);
});

test('a number that is not in use is sent to on a person’s word, an old form in the one of today', async ({ open }) => {
  const page = await open('/sms/new', { as: 'daniel' });
  const to = page.getByRole('combobox', { name: 'To' });
  await to.fill('+44 20 7946 0958');
  await field(page).fill('Good morning');
  await send(page).click();
  await expect(page.getByText('This number is a landline or a service', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'The number is right, send anyway' }).click();
  await expect(page).toHaveURL(/\/sms\/[0-9a-f-]{36}$/);
  await expect(bubbles(page, 'Good morning')).toContainText('Number confirmed');
  await page.goto('/sms/new');
  await to.fill('+52 1 81 1234 5678');
  await field(page).fill('Buenos días');
  await send(page).click();
  await page.getByRole('button', { name: 'Text +52' }).click();
  await expect(page).toHaveURL(/\/sms\/[0-9a-f-]{36}$/);
  await expect(bubbles(page, 'Buenos días')).toBeVisible();
});

test('a conversation opens ready to write, names who wrote, and the inbox says whose the last word is', async ({ open }) => {
  const daniel = await open('/sms', { as: 'daniel' });
  const from = stranger();
  const { thread } = await arrives(daniel, from, `May I come at four? ${from}`);
  await expect(daniel.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: `May I come at four? ${from}` })).toBeVisible();
  await daniel.goto(`/sms/${thread}`);
  await expect(field(daniel)).toBeFocused();
  const answer = `Yes, at four ${from}`;
  await daniel.keyboard.type(answer);
  await daniel.keyboard.press('Control+Enter');
  const bubble = (page: Page) => bubbles(page, answer);
  await expect(bubble(daniel).locator('.sms-bubble__author')).toHaveText('You');
  const row = (page: Page) => page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: answer });
  await expect(row(daniel)).toContainText(`You: ${answer}`);

  // The column's parts begin at one edge, and an icon is in the line of its words.
  const edge = async (of: Locator) => (await of.boundingBox())?.x ?? 0;
  const filters = daniel.getByRole('navigation', { name: 'Which conversations' });
  expect(await edge(filters.getByText('All'))).toBe(await edge(daniel.locator('.pane--list .pane__name, .pane--list .pane__title').first()));
  const simulated = daniel.locator('.sms-simulated');
  const [icon, words] = [await simulated.locator('.icon').boundingBox(), await simulated.boundingBox()];
  expect((icon?.y ?? 0) - (words?.y ?? 0)).toBeLessThan(16);
  expect(await simulated.locator('.icon').evaluate((mark) => getComputedStyle(mark).display)).toBe('inline-block');

  const meiling = await open(`/sms/${thread}`, { as: 'meiling' });
  const name = ((await (await daniel.request.get('/api/v1/me')).json()) as { name: string }).name;
  await expect(bubble(meiling).locator('.sms-bubble__author')).toHaveText(name);
  await expect(row(meiling)).toContainText(`${name}: ${answer}`);
  // Who speaks is read out, for those who do not see sides and colours.
  await expect(bubble(meiling)).toContainText(`${name}:`);
  await expect(bubbles(meiling, 'May I come at four?')).toContainText('Client:');

  // Someone who is writing elsewhere keeps the focus.
  await meiling.goto('/sms');
  const search = meiling.getByRole('searchbox', { name: 'Search conversations' });
  await search.fill(from);
  await expect(meiling.getByRole('list', { name: 'Conversations' }).getByRole('listitem')).toHaveCount(1);
  await expect(row(meiling)).toBeVisible();
  await meiling.evaluate((href) => {
    const link = document.querySelector<HTMLAnchorElement>(`a[href="${href}"]`);
    if (link === null) throw new Error('the conversation is not in the list');
    link.click();
  }, `/sms/${thread}`);
  await expect(field(meiling)).toBeVisible();
  await expect(search).toBeFocused();
});
