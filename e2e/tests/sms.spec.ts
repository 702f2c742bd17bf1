/** Texting in a browser, over the simulated carrier: the path a real carrier takes. */

import { type Locator, type Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';

const PLAIN = 'a'.repeat(160);

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const counter = (page: Page): Locator => page.locator('.sms-counter__count');
const send = (page: Page) => page.getByRole('button', { name: 'Send text' });

/** The number of texts the counter says. */
const segments = (page: Page) => expect.poll(() => counter(page).getAttribute('data-segments'));

/** The first applicant of the demo practice who has a phone. */
async function somebody(page: Page): Promise<{ id: string; name: string; phone: string }> {
  const answer = await (await page.request.get('/api/v1/applicants?limit=50')).json();
  const one = answer.items.find((applicant: { phone?: string }) => applicant.phone?.startsWith('+1'));
  return { id: one.id, name: `${one.given_names} ${one.family_names}`.trim(), phone: one.phone };
}

test('the counter says what a text costs, as one types [S16] [S32]', async ({ open }) => {
  const page = await open('/sms/new', { as: 'arash' });
  await expect(counter(page)).toHaveAttribute('aria-live', 'polite');
  await field(page).fill(PLAIN);
  await segments(page).toBe('1');
  await expect(page.locator('.sms-counter--many')).toHaveCount(0);
  await field(page).fill(`${PLAIN}a`);
  await segments(page).toBe('2');
  await expect(counter(page)).toHaveText('Billed as 2 texts');
  await expect(page.locator('.sms-counter--many')).toBeVisible();
  await field(page).fill(`García ${'a'.repeat(64)}`);
  await segments(page).toBe('2');
  await expect(page.getByText('“í” shortens a text to 70 characters.')).toBeVisible();
  await page.getByRole('button', { name: 'Use plain letters' }).click();
  await segments(page).toBe('1');
});

test('two hundred characters can be typed, and the note stands by the field [S30] [S33]', async ({ open }) => {
  const page = await open('/sms/new', { as: 'arash' });
  await field(page).fill('a'.repeat(200));
  await expect(field(page)).toHaveValue('a'.repeat(200));
  await segments(page).toBe('2');
  await expect(page.getByText('Texts are not encrypted.', { exact: false })).toBeVisible();
});

test('an applicant is texted from the record, and answers in the conversation [S6] [S7] [S17] [S20] [S23]', async ({
  open,
}) => {
  const page = await open('/sms', { as: 'daniel' });
  const { id, phone } = await somebody(page);
  await page.goto(`/applicants/${id}`);
  await page.getByRole('link', { name: 'New text' }).click();
  await expect(page).toHaveURL(new RegExp(`/applicants/${id}/sms$`));
  const reader = page.locator('.sms-composer__reader');
  await expect.poll(async () => (await reader.textContent())?.replace(/[^\d+]/g, '')).toContain(phone);
  const words = `Your appointment is tomorrow at ten ${Date.now()}`;
  await field(page).fill(words);
  await send(page).click();
  const ours = page.locator('.sms-bubble--ours', { hasText: words });
  await expect(ours).toBeVisible();
  await expect(ours.getByText('Delivered')).toBeVisible();
  await expect(field(page)).toHaveValue('');

  const answer = `I will be there ${Date.now()}`;
  const wrote = await page.request.post('/api/v1/simulator/messages', {
    data: { from: phone, body: answer },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(wrote.status(), await wrote.text()).toBe(202);
  const theirs = page.locator('.sms-bubble:not(.sms-bubble--ours)', { hasText: answer });
  await expect(theirs).toBeVisible();
  // Asked until it has an answer: a bubble is drawn again while the state of its text arrives.
  const left = async () => {
    const [own, other] = [await ours.boundingBox(), await theirs.boundingBox()];
    return own && other && other.x < own.x;
  };
  await expect.poll(left, 'theirs left, ours right').toBe(true);

  await page.goto('/sms');
  await page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: answer }).click();
  await expect(page).toHaveURL(/\/sms\/[0-9a-f-]{36}$/);
  const reply = `See you then ${Date.now()}`;
  await field(page).fill(reply);
  await send(page).click();
  await expect(page.locator('.sms-bubble--ours', { hasText: reply })).toBeVisible();
});

test('two tabs write one text, and it is sent once', async ({ open }) => {
  const page = await open('/sms', { as: 'daniel' });
  const { id } = await somebody(page);
  await page.goto(`/applicants/${id}/sms`);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(field(other)).toBeVisible();
  const words = `Bring the letter ${Date.now()}`;
  await field(page).fill(words);
  await expect(field(other)).toHaveValue(words);
  await send(page).click();
  await expect(page.locator('.sms-bubble--ours', { hasText: words })).toBeVisible();
  await expect(field(other)).toHaveValue('');
  await expect(other.locator('.sms-bubble--ours', { hasText: words })).toHaveCount(1);
  // What this tab writes now is another text, and the first tab has it.
  const more = `And the photographs ${Date.now()}`;
  await field(other).fill(more);
  await expect(field(page)).toHaveValue(more);
});

test('the module finds an applicant or takes a number [S8] [S9] [S10]', async ({ open }) => {
  const page = await open('/sms', { as: 'arash' });
  await page.getByRole('navigation', { name: 'Modules' }).getByRole('link', { name: 'SMS' }).click();
  await page.getByRole('link', { name: 'New text' }).first().click();
  const to = page.getByRole('combobox', { name: 'To' });
  const { name } = await somebody(page);
  await to.fill(name);
  await page.getByRole('option', { name }).first().click();
  await expect(page.locator('.sms-composer__reader')).toContainText(name);
  await to.fill('514 555 0123');
  await field(page).fill('Hello');
  await send(page).click();
  await expect(page.locator('.sms-composer .field__error')).toBeVisible();
  await to.fill('+1 514 555 0142');
  await send(page).click();
  await expect(page).toHaveURL(/\/sms\/[0-9a-f-]{36}$/);
  await expect(page.locator('.sms-bubble--ours', { hasText: 'Hello' })).toBeVisible();
});

test('who may not send is told why, not shown nothing', async ({ open }) => {
  const page = await open('/sms/new', { as: 'priya' });
  await expect(page.getByText('Texting is limited to some people')).toBeVisible();
  await expect(send(page)).toHaveCount(0);
});
