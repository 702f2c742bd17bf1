/** A practice with a Jitsi of its own: the same pages, its script, its room; who is there is told by the page. */

import type { Page } from '@playwright/test';
import { people, schedule, type ScheduledCall } from '../support/calls';
import { expect, test } from '../support/fixtures';

const JITSI = 'meet.practice.example';

test.use({
  settings: {
    LIAISON_VIDEO__PROVIDER: 'jitsi',
    LIAISON_VIDEO__DOMAIN: JITSI,
    LIAISON_VIDEO__APP_ID: 'liaison',
    LIAISON_VIDEO__APP_SECRET: 'a secret of the tests alone',
  },
});

interface Frame {
  given: { domain: string; room: string; jwt: string; config: Record<string, unknown>; title: string };
  /** Commands and `dispose`, in their order; of every frame that was opened. */
  log: string[];
  opened: number;
  say: (event: string, data: unknown) => void;
}

/**
 * Stands in for the Jitsi server: its script, which notes what it is given and told, says that one has joined unless
 * `window.silent`, and answers to `hangup` and `endConference` as a Jitsi does.
 */
const SCRIPT = `window.log = []; window.opened = 0;
window.JitsiMeetExternalAPI = class {
  constructor(domain, options) {
    const frame = document.createElement('iframe');
    options.parentNode.append(frame);
    this.frame = frame;
    this.listeners = {};
    window.opened += 1;
    window.say = (event, data) => this.say(event, data);
    Object.assign(window, { given: { domain, room: options.roomName, jwt: options.jwt, config: options.configOverwrite } });
    setTimeout(() => {
      window.given.title = frame.title;
      if (window.silent) return;
      this.say('ready', {});
      this.say('videoConferenceJoined', { id: 'a1b2c3d4', displayName: 'x', roomName: options.roomName });
      this.say('participantRoleChanged', { id: 'a1b2c3d4', role: 'moderator' });
    });
  }
  addListener(event, listener) { (this.listeners[event] ??= []).push(listener); }
  say(event, data) { for (const listener of this.listeners[event] ?? []) listener(data); }
  executeCommand(name) {
    window.log.push(name);
    if (name === 'hangup') { this.say('videoConferenceLeft', {}); this.say('readyToClose', {}); }
    if (name === 'endConference') setTimeout(() => this.say('errorOccurred', { error: { name: 'conference.destroyed', isFatal: false } }), 300);
  }
  dispose() { window.log.push('dispose'); this.listeners = {}; this.frame.remove(); }
};`;

const withJitsi = (page: Page) =>
  page.context().route(`https://${JITSI}/**`, (route) => route.fulfill({ contentType: 'text/javascript', body: SCRIPT }));

const given = (page: Page) => page.waitForFunction(() => (window as unknown as Frame).given);
const frame = <T>(page: Page, read: (frame: Frame) => T): Promise<T> =>
  page.evaluate(`(${read.toString()})(window)`) as Promise<T>;

/** Staff in a call of the practice's own Jitsi. */
async function inCall(staff: Page, change: Record<string, unknown> = {}): Promise<ScheduledCall> {
  await withJitsi(staff);
  const call = await schedule(staff, change);
  await staff.goto(`/call/${call.id}`);
  await given(staff);
  return call;
}

test('staff and client enter the room of the practice’s own Jitsi by its own script [V2]', async ({ open }) => {
  const staff = await open('/video', { as: 'sofia' });
  await withJitsi(staff);
  const { id, link } = await schedule(staff, { waiting_room: false });
  await staff.goto(`/call/${id}`);
  const ours = await (await given(staff)).jsonValue();
  expect(ours?.domain).toBe(JITSI);
  // The room is another's page: ours says by itself what it is.
  await expect(staff.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('First interview');
  const client = await open('/healthz');
  await withJitsi(client);
  await client.goto(link);
  await client.getByLabel('Your name').fill('Siobhán');
  await client.getByRole('button', { name: 'Join the call' }).click();
  const theirs = await (await given(client)).jsonValue();
  expect(theirs?.room).toBe(ours?.room);
  const claims = (jwt = '') => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { room: string; iss: string };
  expect(claims(theirs?.jwt)).toMatchObject({ room: ours?.room, iss: 'liaison' });

  const inside = async () => (await people(staff, id)).attendance.filter(({ left_at }) => !left_at).map(({ name }) => name);
  await expect.poll(inside).toEqual(['Sofía Reyes', 'Siobhán']);
  // As a person closes it. Long before the lease of half a minute would end: closing the page is leaving.
  await client.close({ runBeforeUnload: true });
  await expect.poll(inside, { timeout: 15_000 }).toEqual(['Sofía Reyes']);
  await staff.getByRole('contentinfo').getByRole('button', { name: 'Salir' }).click();
  await staff.getByRole('group').getByRole('button').first().click();
  await expect.poll(inside, { timeout: 8_000 }).toEqual([]);
});

test('ending for everyone ends the Jitsi room before the frame goes [V41]', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  const { id } = await inCall(staff);
  await expect.poll(async () => (await people(staff, id)).attendance.length).toBe(1);
  await staff.getByRole('contentinfo').getByRole('button', { name: 'Leave' }).click();
  await staff.getByRole('button', { name: 'End for everyone' }).click();
  await expect(staff.getByRole('heading', { level: 1, name: 'The call has ended' })).toBeVisible();
  await expect.poll(() => frame(staff, ({ log }) => log)).toEqual(['endConference', 'dispose']);
  const refused = await staff.request.post(`/api/v1/calls/${id}/join`, { headers: { origin: new URL(staff.url()).origin } });
  expect(refused.status()).toBe(409);
});

test('a room that ends on the Jitsi’s side ends the call here', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  const { id } = await inCall(staff);
  await expect.poll(async () => (await people(staff, id)).attendance.length).toBe(1);
  await staff.evaluate(() => (window as unknown as Frame).say('errorOccurred', { error: { name: 'conference.destroyed' } }));
  // For a moment one may still come back.
  await expect(staff.getByRole('link', { name: 'Enter again' })).toBeVisible();
  await expect.poll(async () => (await people(staff, id)).state, { timeout: 20_000 }).toBe('ended');
  await expect(staff.getByRole('link', { name: 'Enter again' })).toHaveCount(0);
});

test('a token that has run out is replaced, and one is in again without doing anything', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  await inCall(staff);
  const refuse = () =>
    staff.evaluate(() =>
      (window as unknown as Frame).say('errorOccurred', { error: { name: 'connection.passwordRequired', type: 'CONNECTION', isFatal: false } }),
    );
  await refuse();
  await expect.poll(() => frame(staff, ({ opened }) => opened)).toBe(2);
  await expect(staff.getByRole('contentinfo').getByRole('button', { name: 'Leave' })).toBeVisible();
  // An hour later it may happen again.
  await refuse();
  await expect.poll(() => frame(staff, ({ opened }) => opened)).toBe(3);
});

test('a room that does not come is said to be late, with another try and the telephone', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  await staff.addInitScript(() => Object.assign(window, { silent: true }));
  await staff.clock.install();
  await inCall(staff);
  const late = staff.getByRole('alert').filter({ hasText: 'taking long to connect' });
  await expect(late).toHaveCount(0);
  await staff.clock.runFor(16_000);
  await expect(late).toBeVisible();
  await expect(late.getByRole('link')).toHaveAttribute('href', /^tel:\+/);
  await staff.evaluate(() => Object.assign(window, { silent: false }));
  await late.getByRole('button', { name: 'Try again' }).click();
  await staff.clock.runFor(1_000);
  await expect(late).toHaveCount(0);
});

test('the room shows the call’s title, and its frame has one', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  await inCall(staff);
  await expect.poll(() => frame(staff, ({ given }) => given.title)).toBe('First interview');
  const config = await frame(staff, ({ given }) => given.config);
  expect(config).toMatchObject({ localSubject: 'First interview' });
  expect(config['toolbarButtons']).toContain('toggle-camera');
});

for (const first of ['the room', 'the server'] as const)
  test(`a client whom the Jitsi’s own menu took out is told so by ${first} and stays out`, async ({ open }) => {
    const staff = await open('/video', { as: 'arash' });
    const { id, link } = await inCall(staff, { waiting_room: false });
    const client = await open('/healthz');
    await withJitsi(client);
    await client.goto(link);
    await client.getByLabel('Your name').fill('Siobhán');
    await client.getByRole('button', { name: 'Join the call' }).click();
    await given(client);
    await expect.poll(async () => (await people(staff, id)).attendance.length).toBe(2);
    const guest = (await people(staff, id)).attendance.find((one) => one.guest)?.guest ?? '';
    const user = `g-${guest.replaceAll('-', '')}`;
    // Which of the two the page hears first is chance.
    if (first === 'the room')
      await client.evaluate(() => (window as unknown as Frame).say('participantKickedOut', { kicked: { id: 'local', local: true }, kicker: { id: 'a' } }));
    await staff.evaluate((user) => {
      const { say } = window as unknown as Frame;
      say('participantJoined', { id: '0badf00d', displayName: 'Siobhán', userContext: { id: user } });
      say('participantLeft', { id: '0badf00d' });
      say('participantKickedOut', { kicked: { id: '0badf00d', name: 'Siobhán' }, kicker: { id: 'local', local: true } });
    }, user);
    await expect(client.getByRole('heading', { level: 1, name: 'You were taken out of the call' })).toBeVisible();
    await expect(client.getByRole('button', { name: 'Join again' })).toHaveCount(0);
    // Staff's page has told the server: anyone who comes back is asked for at the door.
    const again = staff.getByRole('button', { name: 'Let in after all' });
    await expect(again).toBeVisible();
    await client.reload();
    await expect(client.getByRole('heading', { level: 1, name: /You were (taken out of the call|not let in)/ })).toBeVisible();
    await again.click();
    await given(client);
  });
