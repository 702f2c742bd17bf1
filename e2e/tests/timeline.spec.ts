/** The history of a record: narrowed to a kind, leading to what happened, and printed to its end. */

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { applicant } from '../support/calls';
import { expect, test } from '../support/fixtures';
import { inEveryLook } from '../support/pictures';
import { expectAccessible } from '../support/accessible';

const kinds = (page: Page) => page.getByRole('group', { name: 'Show' });
const lines = (page: Page) => page.locator('.record-moment');

async function comment(page: Page, record: string, body: string): Promise<void> {
  const answer = await page.request.post(`/api/v1${record}/comments`, {
    headers: { origin: new URL(page.url()).origin, 'idempotency-key': randomUUID() },
    data: { body, decision: false },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}

/** The first applicant of the demo practice with whom texts were exchanged. */
async function texted(page: Page): Promise<string> {
  const { items } = (await (await page.request.get('/api/v1/applicants?limit=100')).json()) as { items: { id: string }[] };
  for (const { id } of items) {
    const texts = await page.request.get(`/api/v1/applicants/${id}/timeline?group=texts&limit=1`);
    if (((await texts.json()) as { items: unknown[] }).items.length > 0) return `/applicants/${id}`;
  }
  throw new Error('nobody was texted');
}

test('a history is narrowed to what one looks for, and its lines lead to what happened', async ({ open }) => {
  const page = await open('/chat', { as: 'arash' });
  const record = await texted(page);
  const words = `The biometrics letter came ${Date.now()}`;
  await comment(page, record, words);
  await page.goto(record);
  await expect(lines(page).filter({ hasText: words })).toBeVisible();
  await inEveryLook(page, () => expectAccessible(page));

  await kinds(page).getByRole('button', { name: 'Texts' }).click();
  await expect(lines(page).filter({ hasText: words })).toHaveCount(0);
  await expect(kinds(page).getByRole('button', { name: 'Texts' })).toHaveAttribute('aria-pressed', 'true');
  await lines(page).getByRole('link', { name: /text/i }).first().click();
  await expect(page).toHaveURL(/\/sms\/[0-9a-f-]{36}$/);

  await page.goBack();
  await kinds(page).getByRole('button', { name: 'Comments' }).click();
  await lines(page).filter({ hasText: words }).getByRole('link', { name: /commented/ }).click();
  await expect(page).toHaveURL(/\/comments\?comment=[0-9a-f-]{36}$/);
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeFocused();
});

test('a comment is led to though a hundred newer ones stand before it', async ({ open }) => {
  const page = await open('/chat', { as: 'arash' });
  const { id } = await applicant(page.request, 'CON242');
  const record = `/applicants/${id}`;
  const words = `The oldest ${Date.now()}`;
  await comment(page, record, words);
  for (let count = 0; count < 101; count += 1) await comment(page, record, `Note ${count}`);
  const found = (await (await page.request.get(`/api/v1${record}/timeline?group=comments&limit=100`)).json()) as { next_cursor: string };
  const rest = await page.request.get(`/api/v1${record}/timeline?group=comments&limit=100&cursor=${found.next_cursor}`);
  const oldest = ((await rest.json()) as { items: { subject: string; body: { text: string } }[] }).items.find((line) => line.body.text === words);
  await page.goto(`${record}/comments?comment=${oldest?.subject}`);
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeFocused();
});

test('a record is printed with all of its history, light, and without the frame', async ({ open }) => {
  const page = await open('/chat', { as: 'arash' });
  const { id } = await applicant(page.request, 'CON242');
  const record = `/applicants/${id}`;
  for (let count = 0; count < 60; count += 1) await comment(page, record, `Note ${count}`);
  await page.goto(record);
  await expect(page.getByRole('button', { name: 'Load more' })).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.setAttribute('data-theme', 'dark');
    window.print = () => document.documentElement.setAttribute('data-printed', `${document.querySelectorAll('.record-moment').length}`);
  });
  // Where the rest of it does not load, nothing is printed, and the next press asks again.
  await page.route('**/timeline?*cursor=*', (route) => route.abort());
  await page.getByRole('button', { name: 'Print' }).click();
  await expect(page.getByText('This history was not printed')).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-printed');
  await page.unroute('**/timeline?*cursor=*');
  await page.getByRole('button', { name: 'Print' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-printed', /^\d+$/);
  expect(Number(await page.locator('html').getAttribute('data-printed'))).toBeGreaterThan(60);
  await expect(page.getByRole('button', { name: 'Load more' })).toHaveCount(0);

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Modules' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  const paper = await page.evaluate(() => ({
    // All of it is in the page's own flow: nothing is cut off by a part that scrolls.
    whole: document.documentElement.scrollHeight > 60 * 30,
    ink: getComputedStyle(document.body).color,
  }));
  expect(paper).toEqual({ whole: true, ink: 'rgb(19, 24, 29)' });
});

test('what is shown of a conversation is printed without the frame, the list and the composer', async ({ open }) => {
  const page = await open('/sms', { as: 'arash' });
  await page.locator('.pane--list').getByRole('listitem').getByRole('link').first().click();
  const text = page.locator('.sms-bubble').last();
  await expect(text).toBeInViewport();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.pane--list')).toBeHidden();
  await expect(page.getByLabel('Message', { exact: true })).toBeHidden();
  await expect(text).toBeVisible();
  const cut = await page.evaluate(() => {
    const clips = (element: Element) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(element).overflowY);
    const around: Element[] = [];
    for (let at = document.querySelector('.sms-bubble')?.parentElement; at; at = at.parentElement) around.push(at);
    return around.filter((element) => clips(element)).map((element) => element.className);
  });
  expect(cut).toEqual([]);
});
