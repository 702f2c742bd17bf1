/**
 * The product's main job from beginning to end, as three people live it in browsers of their own: a consultant texts
 * a client, asks a colleague, and holds a video call with the client, who has nothing but a link.
 */

import type { Page } from '@playwright/test';
import { people, soon } from '../support/calls';
import { expect, test } from '../support/fixtures';
import { expectConversation, watchMedia } from '../support/media';
import { email, PASSWORD } from '../support/people';
import { picture } from '../support/pictures';

const CLIENT = 'Siobhán O’Sullivan';
const FIRST_NAME = 'Siobhán';

const modules = (page: Page) => page.getByRole('navigation', { name: 'Modules' });
const go = (page: Page, module: RegExp) => modules(page).getByRole('link', { name: module }).first().click();
const message = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });

test('a client is texted, a colleague asked, and a call held from the invitation to the record [V3 V8 V19 V20 V21 V22 V23 V24 V25 V29 V30 V31 V41 V43 V44 V45 C15 S20 S23]', async ({
  open,
}) => {
  test.setTimeout(480_000);
  const arash = await open('/');
  await watchMedia(arash.context());

  await test.step('the consultant signs in', async () => {
    await expect(arash).toHaveURL(/\/sign-in/);
    await picture(arash, 'sign-in');
    await arash.getByLabel('E-mail address').fill(email('arash'));
    await arash.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await arash.getByRole('button', { name: 'Sign in' }).click();
    await expect(modules(arash)).toBeVisible();
  });

  await test.step('texts the client and reads the answer', async () => {
    await go(arash, /^Applicants/);
    await arash.getByRole('searchbox', { name: 'Search applicants' }).fill(FIRST_NAME);
    await arash.getByRole('link', { name: CLIENT }).first().click();
    await expect(arash.getByRole('heading', { level: 1, name: CLIENT })).toBeVisible();
    await arash.getByRole('link', { name: 'New text' }).click();
    await message(arash).fill('Hello Siobhan, can we talk in a few minutes by video?');
    await arash.getByRole('button', { name: 'Send text' }).click();
    const ours = arash.locator('.sms-bubble--ours', { hasText: 'can we talk' });
    await expect(ours.getByText('Delivered')).toBeVisible();

    const phone = await arash.context().newPage();
    await phone.goto('/sms/phone');
    await expect(phone.getByRole('log').getByText('can we talk')).toBeVisible();
    await phone.getByLabel('Answer').fill('Yes, with pleasure. I have the letters here.');
    await phone.getByRole('button', { name: 'Send from this phone' }).click();
    await expect(arash.locator('.sms-bubble', { hasText: 'I have the letters here' })).toBeVisible();
    await phone.close();
    await picture(arash, 'texts');
  });

  await test.step('asks a colleague, who answers from another browser', async () => {
    const meiling = await open('/chat', { as: 'meiling' });
    await go(arash, /^Chat/);
    await arash.getByRole('button', { name: 'New conversation' }).click();
    await arash.getByRole('menuitem', { name: 'New direct message' }).click();
    await arash.getByRole('searchbox', { name: 'Colleague' }).fill('Mei-Ling');
    await arash.getByRole('dialog').getByRole('button', { name: 'Mei-Ling Chen' }).click();
    await expect(arash.getByRole('heading', { level: 1, name: 'Mei-Ling Chen' })).toBeVisible();
    await message(arash).fill('Calling CON242 in five minutes. Are her work letters complete?');
    await message(arash).press('Enter');
    const hers = meiling.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: /^Arash Moradi/ });
    await expect(hers).toContainText('unread');
    await hers.click();
    await expect(meiling.getByRole('log')).toContainText('Are her work letters complete?');
    await message(meiling).fill('All but 2021. She is asking her employer.');
    await message(meiling).press('Enter');
    await expect(arash.getByRole('log')).toContainText('She is asking her employer.');
    await picture(arash, 'chat');
    await meiling.context().close();
  });

  await test.step('schedules the call from the client’s record', async () => {
    await go(arash, /^Applicants/);
    await arash.getByRole('searchbox', { name: 'Search applicants' }).fill(FIRST_NAME);
    await arash.getByRole('link', { name: CLIENT }).first().click();
    await arash.getByRole('main').getByRole('link', { name: 'Video calls' }).click();
    await arash.getByRole('link', { name: 'Schedule new' }).click();
    await expect(arash.getByText(`${CLIENT} · CON242`)).toBeVisible();
    const { day, clock } = soon(5);
    await arash.getByLabel('Title', { exact: true }).fill('Review of work letters');
    await arash.getByLabel('Purpose').selectOption({ label: 'Document review' });
    await arash.getByLabel('Date', { exact: true }).fill(day);
    await arash.getByLabel('Time', { exact: true }).fill(clock);
    await arash.getByLabel('Notes before the call').fill('Ask for the letter of 2021.');
    await picture(arash, 'schedule');
    await arash.getByRole('button', { name: 'Schedule call' }).click();
    await expect(arash.getByRole('heading', { level: 1, name: 'Review of work letters' })).toBeVisible();
  });
  const record = arash.url();
  const call = record.split('/').at(-1) ?? '';

  await test.step('looks the invitation over, changes it and sends it', async () => {
    await arash.getByRole('button', { name: 'Send invitation' }).click();
    const letter = arash.getByRole('dialog', { name: 'Send invitation' });
    await expect(letter.getByLabel('To')).toHaveValue('siobhan.sullivan@example.com');
    await expect(letter.getByLabel('Subject')).toHaveValue(/^Video call invitation — \S.*\d{4}/);
    const text = letter.getByLabel('Message');
    await expect(text).toHaveValue(/http:\/\/\S+\/v\/\S+/);
    await expect(text).toHaveValue(/Time: .*\d:\d\d.*(Eastern|Toronto|EST|EDT)/);
    await expect(text).toHaveValue(/How to join/);
    await picture(arash, 'invitation');
    await text.fill(`${await text.inputValue()}\n\nBring the letters of 2019 to 2022.`);
    await letter.getByRole('button', { name: 'Send' }).click();
    await expect(letter).toBeHidden();
  });

  const link = await test.step('the mailbox holds what was sent', async () => {
    await go(arash, /^Mailbox/);
    await arash.getByText(/^Video call invitation — /).first().click();
    await expect(arash.getByText('Bring the letters of 2019 to 2022.')).toBeVisible();
    const address = arash.getByRole('link', { name: /\/v\// });
    await expect(address).toBeVisible();
    await picture(arash, 'mailbox');
    return (await address.getAttribute('href')) ?? '';
  });
  await arash.goto(record);

  const client = await open('/healthz');
  await watchMedia(client.context());
  await test.step('the client opens the link, tries the devices and waits', async () => {
    await client.goto(link);
    await expect(client.getByRole('heading', { name: 'Maple Bridge Immigration invites you to a video call' })).toBeVisible();
    await client.getByLabel('Your name').fill(FIRST_NAME);
    await picture(client, 'client-arrives');
    await client.getByRole('button', { name: 'Test camera and microphone' }).click();
    const check = (name: string) => client.getByRole('listitem').filter({ hasText: name });
    await expect(check('Camera')).toHaveAttribute('data-state', 'good');
    await expect(check('Microphone')).toHaveAttribute('data-state', 'good');
    await picture(client, 'client-checks');
    await client.getByRole('button', { name: 'Join the call' }).click();
    await expect(client.getByRole('heading', { name: `We know you are here, ${FIRST_NAME}` })).toBeVisible();
    await picture(client, 'client-waits');
  });

  await test.step('the consultant sees who is there, and lets the client in from the call', async () => {
    await expect(arash.getByText(`${FIRST_NAME} is waiting`)).toBeVisible();
    await picture(arash, 'call-record');
    await arash.getByRole('link', { name: 'Join', exact: true }).click();
    await expect(arash).toHaveURL(new RegExp(`/call/${call}$`));
    await expect(arash.getByText(`${FIRST_NAME} is waiting`)).toBeVisible();
    await arash.getByRole('button', { name: 'Admit' }).click();
    const inside = arash.getByRole('list', { name: 'In the call' });
    await expect(inside.getByText(FIRST_NAME)).toBeVisible();
    await expect(inside.getByText('Arash Moradi')).toBeVisible();
  });

  await test.step('both see and hear each other', async () => {
    await expectConversation(arash, client);
    await picture(arash, 'in-call');
    await picture(client, 'client-in-call');
  });

  await test.step('the consultant ends it for everyone', async () => {
    await arash.getByRole('contentinfo').getByRole('button', { name: 'Leave' }).click();
    await arash.getByRole('button', { name: 'End for everyone' }).click();
    await expect(arash.getByRole('heading', { name: 'The call has ended' })).toBeVisible();
    await expect(client.getByRole('heading', { name: 'The call has ended' })).toBeVisible();
    await picture(client, 'client-ended');
    await client.reload();
    await expect(client.getByRole('heading', { name: 'The call has ended' })).toBeVisible();
  });

  await test.step('the record says who was there, and how long', async () => {
    await arash.getByRole('link', { name: 'To the call’s record' }).click();
    const stays = arash.getByRole('region', { name: 'Who was there' });
    for (const name of ['Arash Moradi', FIRST_NAME]) {
      const stay = stays.getByRole('row').filter({ hasText: name });
      await expect(stay.getByRole('cell').last()).toHaveText(/^\d+ (s|min)$/);
    }
    await picture(arash, 'attendance');
    const { state, attendance } = await people(arash, call);
    expect(state).toBe('ended');
    for (const { joined_at, left_at } of attendance) expect(Date.parse(left_at ?? '')).toBeGreaterThan(Date.parse(joined_at));
    expect(attendance.map(({ name }) => name).toSorted()).toEqual(['Arash Moradi', FIRST_NAME]);
  });
});
