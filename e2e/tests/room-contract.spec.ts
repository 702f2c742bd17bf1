/** The built-in room against Jitsi's own host-side transport: what a real `external_api.js` relies on. */

import { ask, command, expect, happened, inside, names, openRaw, test, watch } from '../room';

test('the handshake completes and what was sent before it arrives [V2]', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call);
  // The room's scripts have hardly begun to load: these wait in the transport.
  await command(page, 'toggle-audio');
  const answer = await ask(page, { name: 'is-video-muted' });
  expect(typeof answer.result).toBe('boolean');
  await happened(page, 'video-conference-joined');
  expect((await names(page)).slice(0, 2)).toEqual(['browser-support', 'ready']);
  await expect.poll(async () => (await ask(page, { name: 'is-audio-muted' })).result).toBe(true);
});

test('those already there are announced before the own arrival [V29] [V30]', async ({ page, rooms, call }) => {
  const ghost = rooms.ghost(call, 'María');
  await openRaw(page, rooms, call, { name: 'Ana', moderator: true });
  const joined = await happened(page, 'video-conference-joined');
  await happened(page, 'conference-created-timestamp');
  const order = (await names(page)).filter((name) => /participant|conference/.test(name));
  expect(order).toEqual([
    'participant-joined',
    'participant-muted', // the ghost has no camera
    'video-conference-joined',
    'participant-role-changed',
    'conference-created-timestamp',
  ]);
  const other = await happened(page, 'participant-joined');
  expect(other).toMatchObject({ id: ghost.id, displayName: 'María', formattedDisplayName: 'María' });
  expect(joined).toMatchObject({ roomName: call, displayName: 'Ana', breakoutRoom: false });
  expect(joined['id']).toMatch(/^[0-9a-f]{8}$/);
  expect(await happened(page, 'participant-role-changed')).toMatchObject({ id: joined['id'], role: 'moderator' });
});

test('arrivals and departures come as they happen [V31]', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call);
  await happened(page, 'video-conference-joined');
  const ghost = rooms.ghost(call, 'Nguyễn Thị Hương');
  expect(await happened(page, 'participant-joined')).toMatchObject({ id: ghost.id, displayName: 'Nguyễn Thị Hương' });
  const info = (await ask(page, { name: 'rooms-info' })).result as unknown as { rooms: { participants: { displayName: string }[] }[] };
  expect(info.rooms[0]?.participants.map(({ displayName }) => displayName).sort()).toEqual(['Ana', 'Nguyễn Thị Hương']);
  await expect(inside(page).getByText('Nguyễn Thị Hương joined the call')).toBeAttached();
  ghost.leave();
  expect(await happened(page, 'participant-left')).toMatchObject({ id: ghost.id });
  expect((await names(page)).filter((name) => name === 'participant-left')).toHaveLength(1);
});

test('microphone and camera follow the commands, and the server hears of it [V32] [V33]', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call);
  await happened(page, 'video-conference-joined');
  expect(rooms.people(call)).toMatchObject([{ audio: true, video: true }]);

  await command(page, 'toggle-audio');
  expect(await happened(page, 'audio-mute-status-changed')).toMatchObject({ muted: true });
  expect((await ask(page, { name: 'is-audio-muted' })).result).toBe(true);
  await expect.poll(() => rooms.people(call)).toMatchObject([{ audio: false, video: true }]);
  await expect(inside(page).getByText('Microphone off')).toBeVisible();

  const room = page.frames()[1];
  const track = await room?.evaluateHandle(() => {
    const stream = document.querySelector<HTMLVideoElement>('.tile.own video')?.srcObject as MediaStream;
    return stream.getVideoTracks()[0];
  });
  expect(await track?.evaluate((own) => own?.readyState)).toBe('live');
  await command(page, 'toggle-video');
  await expect.poll(async () => (await happened(page, 'video-mute-status-changed'))['muted']).toBe(true);
  // A camera that is merely hidden keeps its light on.
  expect(await track?.evaluate((own) => own?.readyState)).toBe('ended');
  await expect.poll(() => rooms.people(call)).toMatchObject([{ audio: false, video: false }]);

  await command(page, 'toggle-video');
  await expect.poll(async () => (await ask(page, { name: 'is-video-muted' })).result).toBe(false);
  await expect.poll(() => rooms.people(call)).toMatchObject([{ audio: false, video: true }]);
});

test('a muted start shows in the events and to the others [V32] [V33]', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call, { config: { startWithAudioMuted: true, startWithVideoMuted: true } });
  await happened(page, 'video-conference-joined');
  expect(rooms.people(call)).toMatchObject([{ audio: false, video: false }]);
  expect((await ask(page, { name: 'is-audio-muted' })).result).toBe(true);
  expect((await ask(page, { name: 'is-video-muted' })).result).toBe(true);
});

test('requests are answered and an unknown one is an error', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call);
  await happened(page, 'video-conference-joined');
  expect((await ask(page, { name: 'session-id' })).result).toMatch(/^[0-9a-f-]{36}$/);
  expect((await ask(page, { name: 'is-audio-available' })).result).toBe(true);
  expect((await ask(page, { name: 'is-video-available' })).result).toBe(true);
  const devices = (await ask(page, { type: 'devices', name: 'getAvailableDevices' })).result as unknown as Record<string, { label: string }[]>;
  expect(devices['videoInput']?.[0]?.label).toMatch(/fake/i);
  const current = (await ask(page, { type: 'devices', name: 'getCurrentDevices' })).result as unknown as Record<string, { label: string }>;
  expect(current['audioInput']?.label).toMatch(/fake/i);
  expect((await ask(page, { name: 'get-connection-stats' })).result).toEqual({ quality: 'good', participants: [] });
  const { result, error } = await ask(page, { name: 'make-coffee' });
  expect(result).toBeUndefined();
  expect(error).toMatchObject({ name: 'UnknownRequestError' });
});

test('leaving tells the host in order and frees the seat [V42]', async ({ page, rooms, call }) => {
  rooms.ghost(call, 'María');
  await openRaw(page, rooms, call, { moderator: true });
  await happened(page, 'video-conference-joined');
  await command(page, 'video-hangup');
  await happened(page, 'video-ready-to-close');
  expect((await names(page)).slice(-3)).toEqual(['participant-left', 'video-conference-left', 'video-ready-to-close']);
  await expect.poll(() => rooms.people(call).map(({ name }) => name)).toEqual(['María']);
});

test('a moderator ends the call for everyone, and coming back is refused [V41]', async ({ page, context, rooms, call }) => {
  await openRaw(page, rooms, call, { name: 'Host', moderator: true });
  await happened(page, 'video-conference-joined');
  const guest = await context.newPage();
  await openRaw(guest, rooms, call, { name: 'Guest' });
  await happened(guest, 'video-conference-joined');

  await command(guest, 'end-conference');
  await command(guest, 'toggle-audio');
  await happened(guest, 'audio-mute-status-changed');
  expect(rooms.people(call)).toHaveLength(2);

  await command(page, 'end-conference');
  for (const side of [page, guest]) {
    await happened(side, 'video-conference-left');
    const told = await names(side);
    expect(told.slice(-3)).toEqual(['participant-left', 'error-occurred', 'video-conference-left']);
    expect(told).not.toContain('video-ready-to-close');
    expect(await happened(side, 'error-occurred')).toMatchObject({ error: { name: 'conference.destroyed', isFatal: false } });
    await expect(inside(side).getByRole('heading', { name: 'The call has ended' })).toBeVisible();
  }
  await openRaw(guest, rooms, call, { name: 'Guest' });
  expect(await happened(guest, 'error-occurred')).toMatchObject({ error: { name: 'conference.destroyed' } });
  expect(await names(guest)).not.toContain('video-conference-joined');
});

test('somebody taken out is told so, without a ready-to-close', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call);
  const { id } = await happened(page, 'video-conference-joined');
  rooms.ghost(call, 'María');
  await happened(page, 'participant-joined');
  rooms.kick(call, String(id));
  await happened(page, 'video-conference-left');
  expect((await names(page)).slice(-3)).toEqual(['participant-left', 'participant-kicked-out', 'video-conference-left']);
  expect(await happened(page, 'participant-kicked-out')).toMatchObject({ kicked: { id: 'local', local: true } });
  expect(await names(page)).not.toContain('video-ready-to-close');
});

test('a token for another room is refused with the error of Jitsi', async ({ page, rooms, call }) => {
  const jwt = encodeURIComponent(JSON.stringify('a.e30.b'));
  await page.goto(`${rooms.origin}/raw-host?room=${call}#jwt=${jwt}`);
  expect(await happened(page, 'error-occurred')).toMatchObject({ error: { name: 'connection.passwordRequired', type: 'CONNECTION' } });
  await expect(inside(page).getByRole('heading', { name: 'no longer valid' })).toBeVisible();
});

test('a window that is not the host commands nothing', async ({ page, rooms, call }) => {
  await openRaw(page, rooms, call);
  await happened(page, 'video-conference-joined');
  await page.evaluate(() => (window as unknown as { forge: (name: string) => Promise<void> }).forge('video-hangup'));
  expect((await ask(page, { name: 'is-audio-muted' })).result).toBe(false);
  expect(await names(page)).not.toContain('video-conference-left');
  expect(rooms.people(call)).toHaveLength(1);
});

test('a lost socket comes back as the same participant', async ({ page, rooms, call }) => {
  const ghost = rooms.ghost(call, 'María');
  await openRaw(page, rooms, call);
  const { id } = await happened(page, 'video-conference-joined');
  rooms.cut(call, String(id));
  await expect.poll(() => rooms.welcomes(call, String(id))).toBe(2);
  await expect(inside(page).getByText('Connected again')).toBeAttached();
  await expect(inside(page).getByText('Connection lost. Reconnecting…')).toBeHidden();
  await command(page, 'toggle-audio');
  await expect.poll(() => rooms.people(call).find((person) => person.id === id)?.audio).toBe(false);
  expect((await names(page)).filter((name) => /joined|-left/.test(name))).toEqual(['participant-joined', 'video-conference-joined']);
  expect(rooms.people(call).map((person) => person.id)).toEqual([ghost.id, id]);
});

test('the page keeps the strict content security policy', async ({ page, context, rooms, call }) => {
  const complaints = watch(context);
  await openRaw(page, rooms, call);
  await happened(page, 'video-conference-joined');
  await expect(inside(page).locator('.tile.own video')).toBeVisible();
  expect(complaints).toEqual([]);
});
