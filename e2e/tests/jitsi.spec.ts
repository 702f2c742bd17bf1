/** A practice with a Jitsi of its own: the same pages, its script, its room; who is there is told by the page. */

import type { Page } from '@playwright/test';
import { people, schedule } from '../support/calls';
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

/** Stands in for the Jitsi server: its script, which only notes what it is given and says that one has joined. */
const SCRIPT = `window.JitsiMeetExternalAPI = class {
  constructor(domain, options) {
    Object.assign(window, { given: { domain, room: options.roomName, jwt: options.jwt } });
    this.listeners = {};
    options.parentNode.append(document.createElement('hr'));
    setTimeout(() => this.say('videoConferenceJoined', { id: 'a1b2c3d4', displayName: 'x', roomName: options.roomName }));
  }
  addListener(event, listener) { (this.listeners[event] ??= []).push(listener); }
  say(event, data) { for (const listener of this.listeners[event] ?? []) listener(data); }
  executeCommand(name) {
    if (name === 'hangup') { this.say('videoConferenceLeft', {}); this.say('readyToClose', {}); }
  }
  dispose() {}
};`;

const withJitsi = (page: Page) =>
  page.context().route(`https://${JITSI}/**`, (route) => route.fulfill({ contentType: 'text/javascript', body: SCRIPT }));

const given = (page: Page) =>
  page.waitForFunction(() => (window as unknown as { given?: { domain: string; room: string; jwt: string } }).given);

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
