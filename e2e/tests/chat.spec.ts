/** Team chat in two browsers: live, exact, and never sent by accident. */

import { type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { expect, test } from '../support/fixtures';
import { inEveryLook } from '../support/pictures';

const PASSWORD = 'maple-bridge-demo';

type Open = (path: string) => Promise<Page>;

/** Someone of the demo practice at a computer of their own; those whose words are checked read English. */
async function signIn(open: Open, who: string): Promise<Page> {
  const page = await open('/healthz');
  const answer = await page.request.post('/api/v1/session', {
    data: { email: `${who}@maplebridge.example`, password: PASSWORD },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return page;
}

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const log = (page: Page) => page.getByRole('log');
const list = (page: Page) => page.getByRole('list', { name: 'Conversations' });

/** The direct message of two colleagues, open in the first one's browser. */
async function openDirect(page: Page, name: string): Promise<void> {
  await page.goto('/chat');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('menuitem', { name: 'New direct message' }).click();
  await page.getByRole('searchbox', { name: 'Colleague' }).fill(name);
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('colleagues exchange messages live, without a reload [C1] [C15] [C16]', async ({ open }) => {
  const [arash, meiling] = [await signIn(open, 'arash'), await signIn(open, 'meiling')];
  await openDirect(arash, 'Mei-Ling Chen');
  await expect(composer(arash)).toBeFocused();
  await meiling.goto(new URL(arash.url()).pathname);
  await expect(meiling.getByRole('heading', { level: 1, name: 'Arash Moradi' })).toBeVisible();
  await composer(arash).fill('Are you free at three?');
  await composer(arash).press('Enter');
  await expect(log(meiling)).toContainText('Are you free at three?');
  await composer(meiling).fill('Yes, call me');
  await composer(meiling).press('Enter');
  await expect(log(arash)).toContainText('Yes, call me');
  await expect(log(arash).getByText('Are you free at three?')).toHaveCount(1);
});

test('Enter sends, Shift+Enter breaks the line, composing does neither [C17] [C18]', async ({ open }) => {
  const arash = await signIn(open, 'arash');
  await openDirect(arash, 'Mei-Ling Chen');
  const area = composer(arash);
  await area.pressSequentially('first');
  await area.press('Shift+Enter');
  await area.pressSequentially('second');
  await expect(area).toHaveValue('first\nsecond');
  // As an input method reports the key that confirms a word.
  await area.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  await area.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true });
  await expect(area).toHaveValue('first\nsecond');
  await area.press('Enter');
  await expect(area).toHaveValue('');
  const said = log(arash).getByText('first\nsecond', { exact: false });
  await expect(said).toHaveCount(1);
  await expect(said).toHaveText(/first\nsecond/);
});

test('chat is in the sidebar, lands on recent conversations and counts in every tab [C6] [C7]', async ({ open }) => {
  const [priya, daniel] = [await signIn(open, 'priya'), await signIn(open, 'daniel')];
  await priya.goto('/');
  await priya.getByRole('navigation', { name: 'Modules' }).getByRole('link', { name: /^Chat/ }).first().click();
  await expect(priya).toHaveURL(/\/chat$/);
  await expect(list(priya).getByRole('listitem').first()).toBeVisible();
  const tab = await priya.context().newPage();
  await tab.goto('/chat');
  await openDirect(daniel, 'Priya Raman');
  await composer(daniel).fill('A question for you');
  await composer(daniel).press('Enter');
  for (const page of [priya, tab]) {
    const first = list(page).getByRole('listitem').first();
    await expect(first).toContainText('A question for you');
    await expect(first).toContainText('1 unread');
  }
  await list(priya).getByRole('link').first().click();
  await expect(log(priya)).toContainText('A question for you');
  for (const page of [priya, tab]) await expect(list(page).getByRole('listitem').first()).not.toContainText('unread');
});

test('rooms are made with a name, a topic and people, and say who reads [C8] [C9]', async ({ open }) => {
  const [daniel, meiling] = [await signIn(open, 'daniel'), await signIn(open, 'meiling')];
  await meiling.goto('/chat');
  await daniel.goto('/chat');
  await daniel.getByRole('button', { name: 'New conversation' }).click();
  await daniel.getByRole('menuitem', { name: 'New room' }).click();
  const dialog = daniel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Spousal sponsorship');
  await dialog.getByLabel('What it is for').fill('Common-law questions');
  await dialog.getByLabel('People').fill('mei-ling');
  await daniel.getByRole('option', { name: /Mei-Ling Chen/ }).click();
  await dialog.getByRole('button', { name: 'Create room' }).click();
  await expect(daniel.getByText('to #Spousal sponsorship, 2 people')).toBeVisible();
  await composer(daniel).fill('Please read the notes');
  await composer(daniel).press('Enter');
  await expect(list(meiling).getByRole('link', { name: /Spousal sponsorship/ })).toContainText('Please read the notes');
});

test('a folio in a message leads to its record, and one of no record says so [C3]', async ({ open }) => {
  const meiling = await signIn(open, 'meiling');
  const answer = await meiling.request.get('/api/v1/cases', { params: { limit: '1' } });
  const [known] = ((await answer.json()) as { items: { id: string; folio: string }[] }).items;
  if (!known) throw new Error('the demo practice has no case');
  await openDirect(meiling, 'Arash Moradi');
  await composer(meiling).fill(`See ${known.folio.toLowerCase()}, not CAS99999`);
  await composer(meiling).press('Enter');
  const conversation = meiling.url();
  await log(meiling).getByRole('link', { name: known.folio.toLowerCase() }).last().click();
  await expect(meiling).toHaveURL(new RegExp(`/cases/${known.id}$`));
  await expect(meiling.getByRole('button', { name: known.folio })).toBeVisible();
  await meiling.goBack();
  await expect(meiling).toHaveURL(conversation);
  await log(meiling).getByRole('link', { name: 'CAS99999' }).last().click();
  await expect(meiling.getByRole('heading', { name: 'Nothing is called CAS99999' })).toBeVisible();
  await meiling.getByRole('link', { name: 'Search cases' }).click();
  await expect(meiling.getByRole('searchbox', { name: 'Search cases' })).toHaveValue('CAS99999');
});

test('who is taken out of a room is told so, and keeps what was typed', async ({ open }) => {
  const [daniel, meiling] = [await signIn(open, 'daniel'), await signIn(open, 'meiling')];
  await meiling.goto('/chat');
  const me = ((await (await meiling.request.get('/api/v1/me')).json()) as { id: string }).id;
  const made = await daniel.request.post('/api/v1/conversations', {
    headers: { origin: new URL(daniel.url()).origin, 'idempotency-key': `left-${Date.now()}` },
    data: { name: 'Audit of May', members: [me] },
  });
  const room = ((await made.json()) as { id: string }).id;
  await meiling.goto(`/chat/${room}`);
  await composer(meiling).fill('Half a sentence');
  await daniel.request.delete(`/api/v1/conversations/${room}/members/${me}`, { headers: { origin: new URL(daniel.url()).origin } });
  await expect(meiling.getByRole('heading', { name: 'You are no longer in this room' })).toBeVisible();
  await expect(meiling.getByRole('region', { name: 'What you had typed here' })).toContainText('Half a sentence');
  await expect(list(meiling).getByRole('listitem').first()).toBeVisible();
  await expect(list(meiling).getByRole('link', { name: /Audit of May/ })).toHaveCount(0);
});

test('a long name and heaped marks stay within their message', async ({ open }) => {
  const meiling = await signIn(open, 'meiling');
  await openDirect(meiling, 'Arash Moradi');
  await composer(meiling).fill(`Z${'\u0301\u0316'.repeat(300)} https://\u0430pple.com/ \u202Egpj.exe`);
  await composer(meiling).press('Enter');
  const message = log(meiling).getByRole('article').last();
  await expect(message).toContainText('(xn--pple-43d.com)');
  await expect(message).toContainText('U+202E');
  await expect(message.locator('.chat-message__main')).toHaveCSS('overflow', 'clip');
  // A name is above the first of several messages alone.
  await log(meiling).locator('.chat-message__author').last().evaluate((author) => (author.textContent = 'W'.repeat(120)));
  expect(await log(meiling).evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
  await composer(meiling).fill('\u200b');
  await composer(meiling).press('Enter');
  await expect(meiling.getByRole('alert')).toContainText('There is nothing to see in this message');
});

test('presence shows beside a name as a shape with words [C25] [C26] [C28]', async ({ open }) => {
  const arash = await signIn(open, 'arash');
  await openDirect(arash, 'Camila Duarte');
  const mark = arash.locator('.chat-thread__name .presence');
  await expect(mark).toHaveAttribute('data-state', 'offline');
  await expect(mark).toContainText('Offline');
  const camila = await signIn(open, 'camila');
  await camila.goto('/chat');
  await expect(mark).toHaveAttribute('data-state', 'active');
  await expect(mark).toContainText('Active');
  await camila.context().close();
  await expect(mark).toHaveAttribute('data-state', 'offline', { timeout: 30_000 });
});

test('what is written offline is sent once the connection is back, once', async ({ open }) => {
  const [arash, meiling] = [await signIn(open, 'arash'), await signIn(open, 'meiling')];
  await openDirect(arash, 'Mei-Ling Chen');
  await meiling.goto(new URL(arash.url()).pathname);
  await expect(log(meiling)).toBeVisible();
  await arash.context().setOffline(true);
  await composer(arash).fill('Written in a tunnel');
  await composer(arash).press('Enter');
  await expect(arash.getByText('Waiting for the connection')).toBeVisible();
  await arash.context().setOffline(false);
  await expect(log(meiling).getByText('Written in a tunnel')).toHaveCount(1);
  await expect(arash.getByText('Waiting for the connection')).toHaveCount(0);
  await expect(log(arash).getByText('Written in a tunnel')).toHaveCount(1);
});

test('a draft stays with its conversation across a reload', async ({ open }) => {
  const arash = await signIn(open, 'arash');
  await openDirect(arash, 'Mei-Ling Chen');
  await composer(arash).fill('not finished');
  await arash.reload();
  await expect(composer(arash)).toHaveValue('not finished');
});

test('a conversation reads well in every look', async ({ open }) => {
  const meiling = await signIn(open, 'meiling');
  await meiling.goto('/chat');
  await list(meiling).getByRole('link', { name: /PR cases/ }).click();
  await expect(log(meiling).getByRole('article').first()).toBeVisible();
  await expectAccessible(meiling);
  await inEveryLook(meiling, async () => expect(composer(meiling)).toBeVisible());
});
