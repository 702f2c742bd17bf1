/** The built-in room as the real server serves it: two colleagues of the demo practice, and the record of their call. */

import { randomUUID } from 'node:crypto';
import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { signIn } from '../support/people';

interface Grant {
  domain: string;
  room: string;
  jwt: string;
  script_url: string;
  config: Record<string, unknown>;
}

interface Stats {
  participants: { video: { framesDecoded: number }; audio: { totalAudioEnergy: number } }[];
}

/** A page of our own origin that does nothing but hold the room, as the application's call page does. */
async function enter(context: BrowserContext, url: string, call: string): Promise<Page> {
  const answer = await context.request.post(`${url}/api/v1/calls/${call}/join`, { headers: { origin: url } });
  expect(answer.status(), await answer.text()).toBe(200);
  const grant = (await answer.json()) as Grant;
  const page = await context.newPage();
  await page.route(`${url}/holder`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><title>Holder</title><body><script src="${grant.script_url}"></script></body></html>`,
    }),
  );
  await page.goto(`${url}/holder`);
  await page.evaluate((given) => {
    type Listener = (data: unknown) => void;
    type Api = { on(event: string, listener: Listener): void; getSupportedEvents(): string[] };
    const { JitsiMeetExternalAPI } = window as unknown as { JitsiMeetExternalAPI: new (domain: string, options: object) => Api };
    const options = { roomName: given.room, jwt: given.jwt, configOverwrite: given.config, height: 500 };
    const api = new JitsiMeetExternalAPI(location.host, options);
    const events: string[] = [];
    for (const event of api.getSupportedEvents()) api.on(event, () => events.push(event));
    Object.assign(window, { api, events });
  }, grant);
  await happened(page, 'videoConferenceJoined');
  return page;
}

async function happened(page: Page, event: string): Promise<void> {
  await page.waitForFunction((wanted) => (window as unknown as { events: string[] }).events.includes(wanted), event);
}

async function api<T>(page: Page, method: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(
    ([name, given]) => (window as unknown as { api: Record<string, (...given: unknown[]) => T> }).api[name]?.(...given) as T,
    [method, args] as const,
  );
}

async function schedule(request: APIRequestContext, url: string): Promise<string> {
  const applicants = (await (await request.get(`${url}/api/v1/applicants`)).json()) as { items: { id: string }[] };
  const answer = await request.post(`${url}/api/v1/calls`, {
    headers: { origin: url, 'idempotency-key': randomUUID() },
    data: {
      title: 'First interview',
      purpose: 'initial_interview',
      applicant: applicants.items[0]?.id,
      starts_at: new Date(Date.now() + 60_000).toISOString(),
      time_zone: 'America/Toronto',
      minutes: 30,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

test('two colleagues see and hear each other, and the record says who was there [V29] [V31] [V41] [V45]', async ({ browser, server }) => {
  const [host, other] = [await browser.newContext(), await browser.newContext()];
  await signIn(host, server.url, 'amelie');
  await signIn(other, server.url, 'sofia');
  const call = await schedule(host.request, server.url);
  const first = await enter(host, server.url, call);
  const second = await enter(other, server.url, call);
  await happened(first, 'participantJoined');

  for (const side of [first, second]) {
    const stats = async () => (await api<Stats>(side, 'getConnectionStats')).participants[0];
    await expect.poll(async () => (await stats())?.video.framesDecoded ?? 0, { timeout: 30_000 }).toBeGreaterThan(20);
    await expect.poll(async () => (await stats())?.audio.totalAudioEnergy ?? 0, { timeout: 30_000 }).toBeGreaterThan(0.001);
  }

  // Only the host ends it for everyone; the other one's wish changes nothing.
  await api(second, 'executeCommand', 'endConference');
  expect(await api(second, 'isAudioMuted')).toBe(false);
  await api(first, 'executeCommand', 'endConference');
  for (const side of [first, second]) await happened(side, 'errorOccurred');

  const people = async () => (await (await host.request.get(`${server.url}/api/v1/calls/${call}/participants`)).json()) as Record<string, never>;
  await expect.poll(async () => (await people())['state']).toBe('ended');
  const { attendance } = (await people()) as unknown as { attendance: { joined_at: string; left_at: string | null }[] };
  expect(attendance).toHaveLength(2);
  for (const stay of attendance) expect(Date.parse(stay.left_at ?? '')).toBeGreaterThan(Date.parse(stay.joined_at));
  const again = await other.request.post(`${server.url}/api/v1/calls/${call}/join`, { headers: { origin: server.url } });
  expect(again.status()).toBe(409);
});
