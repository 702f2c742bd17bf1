/** The client's page: a link and nothing else, on a phone, with or without a camera, early, late and too late. */

import { devices, type Page } from '@playwright/test';
import { people, schedule } from '../support/calls';
import { expectAccessible } from '../support/accessible';
import { expect, test } from '../support/fixtures';
import { expectConversation, watchMedia } from '../support/media';
import { inEveryLook } from '../support/pictures';

const title = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

async function knock(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join the call' }).click();
}

test('on a phone the link alone leads into the call, on the practice’s own address [V3 V6 V24 V25]', async ({ open, browser, server }) => {
  test.setTimeout(120_000);
  const staff = await open('/video', { as: 'sofia' });
  await watchMedia(staff.context());
  const { id, link } = await schedule(staff, { waiting_room: false });
  const { defaultBrowserType: _, ...phone } = devices['Pixel 7'];
  const context = await browser.newContext({ ...phone, locale: 'en-CA' });
  await context.grantPermissions(['camera', 'microphone'], { origin: server.url });
  await watchMedia(context);
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const page = await context.newPage();
  await page.goto(link);
  await title(page, 'Maple Bridge Immigration invites you to a video call');
  await expect(page.getByText('1255 rue Peel')).toBeVisible();
  await expect(page.locator('body')).not.toContainText(/sign in|sign up|account|install|download|jitsi|zoom|liaison/i);
  await knock(page, 'Siobhán');
  await page.waitForURL(link);
  await staff.goto(`/call/${id}`);
  await expectConversation(staff, page);
  expect(await context.cookies()).toEqual([]);
  const elsewhere = asked.filter((address) => !address.startsWith(`${server.url}/`) && !/^(data|blob):/.test(address));
  expect(elsewhere, 'nothing is asked of anybody else').toEqual([]);

  await page.getByRole('button', { name: 'Leave', exact: true }).last().click();
  await title(page, 'You left the call');
  await page.getByRole('button', { name: 'Join again' }).click();
  await expectConversation(page);
  await expect.poll(async () => (await people(staff, id)).attendance.filter(({ guest }) => guest).length).toBe(2);
  await context.close();
});

test('the client’s link needs no account, the team’s needs sign-in and leads back to the call [V18]', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { id, link } = await schedule(staff);
  const page = await open(link);
  await title(page, /invites you to a video call/);
  expect(link).not.toContain(`/call/${id}`);
  await page.goto(`/call/${id}`);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel('E-mail address').fill('sofia@maplebridge.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('maple-bridge-demo');
  await page.getByRole('button', { name: /Sign in|Iniciar/ }).click();
  await expect(page).toHaveURL(new RegExp(`/call/${id}$`));
  await expect(page.frameLocator('iframe').locator('.tile.own')).toBeVisible();
});

test('before its time the page says when, and lets one try the devices', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { link } = await schedule(staff, { starts_at: new Date(Date.now() + 26 * 3_600_000).toISOString() });
  const page = await open(link, { timezoneId: 'America/Vancouver' });
  await expect(page.getByRole('heading', { name: 'It is a little early' })).toBeVisible();
  await expect(page.getByText(/\(Vancouver, UTC−0[78]:00\) .*your time/)).toBeVisible();
  await expect(page.getByText(/\(Toronto, UTC−0[45]:00\) at the practice/)).toBeVisible();
  await page.getByRole('button', { name: 'Test camera and microphone' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Camera' })).toHaveAttribute('data-state', 'good');
  await inEveryLook(page, () => expectAccessible(page));
});

test('who is not let in is told so, and may stop waiting', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { id, link } = await schedule(staff);
  await staff.goto(`/video/${id}`);
  const page = await open(link);
  await knock(page, 'Somebody');
  await title(page, 'We know you are here, Somebody');
  await page.getByRole('button', { name: 'Do not wait' }).click();
  await expect(page.getByLabel('Your name')).toBeVisible();
  await expect(staff.getByRole('button', { name: /Admit|Dar paso/ })).toHaveCount(0);
  await knock(page, 'Somebody else');
  await staff.getByRole('button', { name: /Refuse|Rechazar/ }).click();
  await title(page, 'You were not let in');
  await inEveryLook(page, () => expectAccessible(page));
});

test('a knock is told wherever one is, and can be answered there', async ({ open }) => {
  const staff = await open('/applicants', { as: 'sofia' });
  const { link } = await schedule(staff);
  const page = await open(link);
  const told = staff.getByRole('region', { name: /Messages from the application|Mensajes/ });
  await knock(page, 'Siobhán');
  await expect(told).toContainText('Siobhán');
  // Who gave up is not let in by a button that stayed.
  await page.getByRole('button', { name: 'Do not wait' }).click();
  await expect(told).not.toContainText('Siobhán');
  await knock(page, 'Siobhán again');
  await expect(told).toContainText('Siobhán again');
  await told.getByRole('button', { name: /Admit|Dar paso/ }).click();
  await expect(page.frameLocator('iframe').locator('.tile.own')).toBeVisible();
  await expect(told).not.toContainText('Siobhán');
});

test('a knock that was given up while the page read of it is not told any more', async ({ open }) => {
  const staff = await open('/applicants', { as: 'sofia' });
  const { id, link } = await schedule(staff);
  let changes = 0;
  staff.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (changes += String(payload).split('call_participants_changed').length - 1)),
  );
  await staff.reload();
  await expect(staff.getByRole('button', { name: /Sofía/ })).toBeVisible();
  let [asked, goOn] = [() => {}, () => {}];
  const [wasAsked, mayGoOn] = [new Promise<void>((done) => (asked = done)), new Promise<void>((done) => (goOn = done))];
  const door = `**/api/v1/calls/${id}/participants`;
  await staff.route(door, async (route) => {
    const answer = await route.fetch();
    asked();
    await mayGoOn;
    await route.fulfill({ response: answer });
  }, { times: 1 });
  const page = await open(link);
  await knock(page, 'Siobhán');
  await wasAsked;
  const before = changes;
  await page.getByRole('button', { name: 'Do not wait' }).click();
  await expect.poll(() => changes).toBeGreaterThan(before);
  const [first, again] = [staff.waitForResponse(door), staff.waitForResponse(async (one) => one.url().endsWith('/participants') && !(await one.text()).includes('"waiting"'))];
  goOn();
  await Promise.all([first, again]);
  await expect(staff.getByRole('region', { name: /Messages from the application|Mensajes/ })).not.toContainText('Siobhán');
});

test('two tabs of one browser are one guest, and nothing of them stays when both are closed', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { id, link } = await schedule(staff);
  await staff.goto(`/video/${id}`);
  const page = await open(link);
  await knock(page, 'Siobhán');
  await title(page, 'We know you are here, Siobhán');
  const other = await page.context().newPage();
  await other.goto(link);
  await title(other, 'We know you are here, Siobhán');
  expect((await people(staff, id)).guests.map(({ name }) => name)).toEqual(['Siobhán']);
  await staff.getByRole('button', { name: /Admit|Dar paso/ }).click();
  // One of the two is inside, the other says where one is.
  const elsewhere = async () => {
    const said = await Promise.all([page, other].map((tab) => tab.getByRole('button', { name: 'Continue here' }).count()));
    return said.reduce((sum, one) => sum + one);
  };
  await expect.poll(elsewhere).toBe(1);
  await expect.poll(async () => (await people(staff, id)).attendance.filter(({ left_at, guest }) => guest && !left_at).length).toBe(1);
  const later = await page.context().newPage();
  await Promise.all([page.close(), other.close()]);
  await later.goto(link);
  await expect(later.getByLabel('Your name')).toBeVisible();
});

test('a link that was replaced, cut or made up says what to do', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { id, link } = await schedule(staff);
  const page = await open(link.slice(0, -4));
  await title(page, 'This link leads nowhere');
  await staff.request.post(`/api/v1/calls/${id}/link/rotate`, { headers: { origin: new URL(staff.url()).origin } });
  await page.goto(link);
  await title(page, 'This link no longer works');
  await inEveryLook(page, () => expectAccessible(page));
  await page.goto('/v/abc');
  await expect(page.getByText('This link is incomplete')).toBeVisible();
  await expectAccessible(page);
});

test('the page speaks the client’s language, and another one when asked', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const answer = await staff.request.get('/api/v1/applicants', { params: { q: 'CON212' } });
  const [maria] = ((await answer.json()) as { items: { id: string }[] }).items;
  const { link } = await schedule(staff, { applicant: maria?.id });
  const page = await open(link);
  await expect(page.locator('html')).toHaveAttribute('lang', /^es/);
  await expect(page.getByLabel('Su nombre')).toBeVisible();
  await page.getByRole('button', { name: 'Français' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
  await expect(page.getByLabel('Votre nom')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Votre nom')).toBeVisible();
});

test('with the keyboard alone a client gets from the link to the door', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  const { link } = await schedule(staff);
  const page = await open(link);
  await title(page, /invites you/);
  const reach = async (name: string) => {
    for (let pressed = 0; pressed < 15; pressed += 1) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      if ((await focused.count()) > 0 && ((await focused.textContent()) ?? '').includes(name)) return;
      if ((await focused.getAttribute('name').catch(() => null)) === name) return;
    }
    throw new Error(`${name} is not reached by Tab`);
  };
  await reach('name');
  await page.keyboard.type('Siobhán');
  await page.keyboard.press('Enter');
  await title(page, 'We know you are here, Siobhán');
});
