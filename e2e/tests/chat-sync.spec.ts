/** Chat while answers are late, lost or refused: nothing is missed, doubled or counted wrong. */

import type { Page } from '@playwright/test';
import { composer, list, log, MESSAGES, post, room, unread } from '../support/chat';
import { expect, test } from '../support/fixtures';

const isRead = (method: string) => method === 'GET';

test('what arrives while one reads stays at none unread', async ({ open }) => {
  const [arash, meiling] = [await open('/healthz', { as: 'arash' }), await open('/healthz', { as: 'meiling' })];
  const shared = await room(arash, 'Reading along', ['meiling']);
  await arash.goto(`/chat/${shared}`);
  await expect(composer(arash)).toBeVisible();
  for (const n of [1, 2, 3, 4, 5, 6]) {
    await post(meiling, shared, `Message ${n}`);
    await expect(log(arash).getByText(`Message ${n}`)).toBeVisible();
    await expect.poll(() => unread(arash, shared), `after message ${n}`).toBe(0);
  }
  await expect(list(arash).getByRole('link', { name: /Reading along/ })).not.toContainText('unread');
});

/** Holds the next answer of the page that matches, read already by the server, until it is let go. */
async function holdNextRead(page: Page): Promise<{ read: Promise<void>; release: () => void }> {
  let release = () => {};
  const gate = new Promise<void>((done) => {
    release = done;
  });
  let wasRead = () => {};
  const read = new Promise<void>((done) => {
    wasRead = done;
  });
  let first = true;
  await page.route(MESSAGES, async (route) => {
    if (!first || !isRead(route.request().method())) return route.continue();
    first = false;
    const response = await route.fetch();
    wasRead();
    await gate;
    return route.fulfill({ response });
  });
  return { read, release };
}

test('a message that arrives while the history is on its way is shown', async ({ open }) => {
  const [arash, meiling] = [await open('/chat', { as: 'arash' }), await open('/healthz', { as: 'meiling' })];
  const shared = await room(arash, 'Late answers', ['meiling']);
  await post(meiling, shared, 'Before');
  await expect(list(arash).getByRole('link', { name: /Late answers/ })).toContainText('Before');
  const held = await holdNextRead(arash);
  await list(arash).getByRole('link', { name: /Late answers/ }).click();
  await held.read;
  await post(meiling, shared, 'Meanwhile');
  await expect(list(arash).getByRole('link', { name: /Late answers/ })).toContainText('Meanwhile');
  held.release();
  await expect(log(arash).getByText('Before')).toBeVisible();
  await expect(log(arash).getByText('Meanwhile')).toBeVisible();
});

test('a post that is never answered is sent again under the same key', async ({ open }) => {
  const arash = await open('/healthz', { as: 'arash' });
  const shared = await room(arash, 'Silent server', []);
  await arash.clock.install();
  await arash.goto(`/chat/${shared}`);
  await expect(composer(arash)).toBeVisible();
  const keys: string[] = [];
  await arash.route(MESSAGES, async (route) => {
    if (isRead(route.request().method())) return route.continue();
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (keys.length > 1) await route.continue();
    // The first is never answered.
  });
  await composer(arash).fill('Into the void');
  await composer(arash).press('Enter');
  await expect.poll(() => keys.length).toBe(1);
  await arash.clock.runFor(16_000);
  await arash.clock.runFor(5_000);
  await expect.poll(() => keys.length).toBe(2);
  expect(keys[1]).toBe(keys[0]);
  await expect(log(arash).getByText('Into the void')).toHaveCount(1);
  await expect(log(arash).getByText('Sending…')).toHaveCount(0);
});

test('too many messages are not a lost connection', async ({ open }) => {
  const arash = await open('/healthz', { as: 'arash' });
  const shared = await room(arash, 'Too fast', []);
  await arash.goto(`/chat/${shared}`);
  await arash.route(MESSAGES, (route) => {
    if (isRead(route.request().method())) return route.continue();
    const problem = { type: 'about:blank', title: 'Too Many Requests', status: 429, code: 'rate_limited', retry_after: 20 };
    return route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  await composer(arash).fill('Hello');
  await composer(arash).press('Enter');
  await expect(log(arash).getByText('Waiting a moment')).toBeVisible();
  await expect(log(arash).getByText('Waiting for the connection')).toHaveCount(0);
});

test('older messages that do not load say so, and load when asked again', async ({ open }) => {
  const arash = await open('/healthz', { as: 'arash' });
  const shared = await room(arash, 'Long ago', []);
  for (let n = 1; n <= 8; n += 1) await post(arash, shared, `Line ${n}`);
  let refuse = true;
  await arash.route(MESSAGES, (route) => {
    const url = route.request().url();
    if (refuse && url.includes('before=')) return route.abort();
    return route.continue({ url: url.replace('limit=50', 'limit=3') });
  });
  await arash.goto(`/chat/${shared}`);
  await expect(log(arash).getByText('Line 8')).toBeVisible();
  await expect(log(arash).getByText('Older messages could not be loaded.')).toBeVisible();
  refuse = false;
  await log(arash).getByRole('button', { name: 'Try again' }).click();
  await expect(log(arash).getByText('Line 1', { exact: true })).toBeVisible();
  await expect(log(arash).getByText('Older messages could not be loaded.')).toHaveCount(0);
});

test('a draft that one tab has sent is not offered by another', async ({ open }) => {
  const arash = await open('/healthz', { as: 'arash' });
  const shared = await room(arash, 'Two tabs', []);
  const other = await arash.context().newPage();
  await arash.goto(`/chat/${shared}`);
  await other.goto(`/chat/${shared}`);
  await composer(arash).fill('Once');
  await expect(composer(other)).toHaveValue('Once');
  await composer(arash).press('Enter');
  await expect(composer(other)).toHaveValue('');
  await expect(log(other).getByText('Once')).toHaveCount(1);
});

test('opening a conversation by its address reads everything once, stands at the end and marks it as read', async ({ open }) => {
  const [arash, meiling] = [await open('/healthz', { as: 'arash' }), await open('/healthz', { as: 'meiling' })];
  const shared = await room(arash, 'By address', ['meiling']);
  for (let n = 1; n <= 11; n += 1) await post(arash, shared, `Line ${n}`);
  await post(meiling, shared, 'Line 12');
  await arash.setViewportSize({ width: 900, height: 420 });
  const asked: string[] = [];
  let release = () => {};
  const gate = new Promise<void>((done) => {
    release = done;
  });
  await arash.route(/\/api\/v1\//, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    if (isRead(route.request().method())) asked.push(pathname + search);
    // The list answers after the history.
    if (pathname === '/api/v1/conversations') await gate;
    return route.continue();
  });
  const resumed = arash.waitForEvent('websocket').then((socket) =>
    socket.waitForEvent('framereceived', (frame) => String(frame.payload).includes('"resumed"')),
  );
  const history = arash.waitForResponse((answer) => MESSAGES.test(answer.url()));
  await arash.goto(`/chat/${shared}`);
  await history;
  release();
  await resumed;
  await expect(log(arash).getByText('Line 12')).toBeInViewport();
  await expect.poll(() => unread(arash, shared)).toBe(0);
  for (const path of ['/api/v1/me', '/api/v1/conversations', '/api/v1/colleagues', '/api/v1/notifications']) {
    expect(asked.filter((one) => one === path), path).toHaveLength(1);
  }
  expect(asked.filter((one) => MESSAGES.test(one))).toHaveLength(1);
});
