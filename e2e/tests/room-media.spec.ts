/** Two browsers in the built-in room: real audio and video over a peer connection, and the room's own controls. */

import { api, expect, happened, inside, openRoom, test, watch } from '../room';

interface Stats {
  quality: string;
  participants: {
    state: string;
    audio: { totalAudioEnergy: number; totalSamplesReceived: number; concealedSamples: number };
    video: { framesDecoded: number; frameWidth: number };
  }[];
}

test('both sides decode the other’s video and audio [V2] [V29] [V31]', async ({ page, browser, rooms, call }) => {
  await openRoom(page, rooms, call, { name: 'Host', moderator: true });
  await happened(page, 'videoConferenceJoined');
  const context = await browser.newContext();
  const complaints = watch(context);
  const guest = await context.newPage();
  await openRoom(guest, rooms, call, { name: 'Guest' });
  await happened(guest, 'videoConferenceJoined');

  for (const side of [page, guest]) {
    const stats = () => api<Stats>(side, 'getConnectionStats');
    await expect.poll(async () => (await stats()).participants[0]?.video.framesDecoded ?? 0, { timeout: 30_000 }).toBeGreaterThan(20);
    // The fake microphone beeps once a second; silence made up by the decoder carries no energy.
    await expect.poll(async () => (await stats()).participants[0]?.audio.totalAudioEnergy ?? 0).toBeGreaterThan(0.001);
    const [link] = (await stats()).participants;
    expect(link?.state).toBe('connected');
    expect(link?.video.frameWidth).toBeGreaterThan(0);
    const { totalSamplesReceived = 0, concealedSamples = 0 } = link?.audio ?? {};
    expect(totalSamplesReceived - concealedSamples).toBeGreaterThan(totalSamplesReceived / 2);
    await expect(inside(side).locator('.tile')).toHaveCount(2);
  }
  expect(complaints).toEqual([]);
  // As a person closes it: a browser that is torn down at once may hold its sockets for a while.
  await guest.close({ runBeforeUnload: true });
  expect(await happened(page, 'participantLeft')).toBeTruthy();
  await context.close();
});

test('the camera off stops the picture, and on again brings it back [V33]', async ({ page, context, rooms, call }) => {
  await openRoom(page, rooms, call, { name: 'Host' });
  await happened(page, 'videoConferenceJoined');
  const guest = await context.newPage();
  await openRoom(guest, rooms, call, { name: 'Guest' });
  const decoded = async () => (await api<Stats>(page, 'getConnectionStats')).participants[0]?.video.framesDecoded ?? 0;
  await expect.poll(decoded, { timeout: 30_000 }).toBeGreaterThan(5);

  const tile = inside(page).locator('.tile:not(.own)');
  await api(guest, 'executeCommand', 'toggleVideo');
  expect(await happened(page, 'participantMuted')).toMatchObject({ isMuted: true, mediaType: 'video' });
  await expect(tile).toHaveAttribute('data-video', 'off');
  await expect(tile.getByText('Camera off')).toBeVisible();

  const before = await decoded();
  await api(guest, 'executeCommand', 'toggleVideo');
  await expect(tile).toHaveAttribute('data-video', 'on');
  await expect.poll(decoded).toBeGreaterThan(before + 5);
});

test('a call that began without a camera can show one later [V33]', async ({ page, context, rooms, call }) => {
  await openRoom(page, rooms, call, { name: 'Host' });
  await happened(page, 'videoConferenceJoined');
  const guest = await context.newPage();
  await openRoom(guest, rooms, call, { name: 'Guest', config: { startWithVideoMuted: true } });
  await happened(guest, 'videoConferenceJoined');
  await api(guest, 'executeCommand', 'toggleVideo');
  const decoded = async () => (await api<Stats>(page, 'getConnectionStats')).participants[0]?.video.framesDecoded ?? 0;
  await expect.poll(decoded, { timeout: 30_000 }).toBeGreaterThan(5);
});

test('the host script keeps count and disposes cleanly', async ({ page, rooms, call }) => {
  const ghost = rooms.ghost(call, 'María');
  await openRoom(page, rooms, call);
  await happened(page, 'videoConferenceJoined');
  await happened(page, 'onload');
  expect(await api(page, 'getNumberOfParticipants')).toBe(2);
  expect(await api(page, 'getDisplayName', ghost.id)).toBe('María');
  await api(page, 'dispose');
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect.poll(() => rooms.people(call).map(({ name }) => name)).toEqual(['María']);
});

test('the room alone has a red, labelled way out, with two choices for the host [V39] [V41] [V42]', async ({ page, context, rooms, call }) => {
  await openRoom(page, rooms, call, { name: 'Host', moderator: true });
  await happened(page, 'videoConferenceJoined');
  const guest = await context.newPage();
  await openRoom(guest, rooms, call, { name: 'Guest' });
  await happened(guest, 'videoConferenceJoined');

  const leave = inside(guest).getByRole('button', { name: 'Leave', exact: true });
  await expect(leave).toHaveCSS('background-color', 'rgb(217, 45, 58)');
  await leave.focus();
  await guest.keyboard.press('Enter');
  await happened(guest, 'readyToClose');
  await happened(page, 'participantLeft');
  expect(rooms.people(call).map(({ name }) => name)).toEqual(['Host']);

  await inside(page).getByRole('button', { name: 'Leave', exact: true }).click();
  await inside(page).getByRole('button', { name: 'End for everyone' }).click();
  expect(await happened(page, 'errorOccurred')).toMatchObject({ error: { name: 'conference.destroyed' } });
});

test('m and v work inside the room; a host that draws its own bar gets no second one [V32] [V33]', async ({ page, rooms, call }) => {
  await openRoom(page, rooms, call, { config: { toolbarButtons: [] } });
  await happened(page, 'videoConferenceJoined');
  await expect(inside(page).getByRole('toolbar')).toHaveCount(0);
  await page.keyboard.press('m');
  expect(await api(page, 'isAudioMuted')).toBe(false);
  await inside(page).locator('.stage').click();
  await page.keyboard.press('m');
  await expect.poll(() => api(page, 'isAudioMuted')).toBe(true);
  await page.keyboard.press('v');
  await expect.poll(() => api(page, 'isVideoMuted')).toBe(true);
});

test('a third person and one who loads the page anew are seen and heard by all [V31]', async ({ page, context, rooms, call }) => {
  await openRoom(page, rooms, call, { name: 'Host', moderator: true });
  const [second, third] = [await context.newPage(), await context.newPage()];
  await openRoom(second, rooms, call, { name: 'Second' });
  await happened(second, 'videoConferenceJoined');
  await openRoom(third, rooms, call, { name: 'Third' });
  const seen = async (side: typeof page) =>
    (await api<Stats>(side, 'getConnectionStats')).participants.filter(({ video }) => video.framesDecoded > 5).length;
  for (const side of [page, second, third]) await expect.poll(() => seen(side), { timeout: 40_000 }).toBe(2);

  await second.reload();
  await happened(second, 'videoConferenceJoined');
  await expect.poll(() => rooms.people(call).map(({ name }) => name)).toEqual(['Host', 'Third', 'Second']);
  for (const side of [page, second, third]) await expect.poll(() => seen(side), { timeout: 40_000 }).toBe(2);
  await expect(inside(page).locator('.tile')).toHaveCount(3);
});

test('where sound needs a gesture, one tap starts it', async ({ page, context, rooms, call }) => {
  await page.addInitScript(() => {
    // Stands in for a browser that blocks sound until the page was touched.
    const play = HTMLMediaElement.prototype.play;
    let touched = false;
    window.addEventListener('pointerdown', () => (touched = true), { capture: true });
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      const blocked = !this.muted && !touched;
      return blocked ? Promise.reject(new DOMException('gesture needed', 'NotAllowedError')) : play.call(this);
    };
  });
  await openRoom(page, rooms, call, { name: 'Host' });
  await happened(page, 'videoConferenceJoined');
  const guest = await context.newPage();
  await openRoom(guest, rooms, call, { name: 'Guest' });
  const hear = inside(page).getByRole('button', { name: 'Tap to hear' });
  await expect(hear).toBeVisible({ timeout: 30_000 });
  await hear.click();
  await expect(hear).toBeHidden();
  const paused = await inside(page).locator('.tile:not(.own) video').evaluate((video: HTMLVideoElement) => video.paused);
  expect(paused).toBe(false);
});
