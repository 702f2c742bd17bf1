/** What the room's tests share: the server, two kinds of host page, and waiting for events. */

import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { RoomServer, token } from './signal-double';

interface Event {
  event?: string;
  name?: string;
  data?: Record<string, unknown>;
  [field: string]: unknown;
}

interface Guest {
  name?: string;
  moderator?: boolean;
  config?: Record<string, unknown>;
  lang?: string;
}

export const test = base.extend<{ call: string; tidy: undefined }, { rooms: RoomServer }>({
  rooms: [
    async ({}, use) => {
      const server = await RoomServer.start();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  call: async ({ rooms: _ }, use) => use(randomUUID()),
});

export { expect };

/** Opens the room through Jitsi's own transport. */
export async function openRaw(page: Page, rooms: RoomServer, call: string, guest: Guest = {}): Promise<void> {
  const jwt = encodeURIComponent(JSON.stringify(tokenFor(call, guest)));
  const config = Object.entries(guest.config ?? {}).map(([key, value]) => `&config.${key}=${encodeURIComponent(JSON.stringify(value))}`);
  await page.goto('about:blank'); // the same address with another fragment would not load again
  await page.goto(`${rooms.origin}/raw-host?room=${call}#jwt=${jwt}${config.join('')}`);
}

/** Opens the room through our host script. */
export async function openRoom(page: Page, rooms: RoomServer, call: string, guest: Guest = {}): Promise<void> {
  const { config = {}, lang = 'en' } = guest;
  const options = { room: call, jwt: tokenFor(call, guest), config, lang };
  await page.goto('about:blank');
  await page.goto(`${rooms.origin}/api-host#${encodeURIComponent(JSON.stringify(options))}`);
}

function tokenFor(call: string, { name = 'Ana', moderator = false }: Guest): string {
  return token(call, { id: `user-${name}`, name, moderator });
}

/** The names of the events so far, in the order they came. */
export async function names(page: Page): Promise<string[]> {
  const events = await page.evaluate(() => (window as unknown as { events: Event[] }).events);
  return events.map(({ event, name }) => event ?? name ?? '');
}

export async function happened(page: Page, name: string): Promise<Record<string, unknown>> {
  const found = await page.waitForFunction((wanted) => {
    const { events } = window as unknown as { events: Event[] };
    return events.findLast((entry) => (entry.event ?? entry.name) === wanted);
  }, name);
  const entry = (await found.jsonValue()) as Event;
  return entry.data ?? entry;
}

export async function ask(page: Page, request: object): Promise<{ result?: never; error?: Record<string, unknown> }> {
  return page.evaluate((data) => (window as unknown as { ask: (data: object) => never }).ask(data), request);
}

export async function command(page: Page, name: string, ...args: unknown[]): Promise<void> {
  await page.evaluate(
    ([wanted, data]) => (window as unknown as { command: (name: string, ...data: unknown[]) => void }).command(wanted, ...data),
    [name, args] as const,
  );
}

/** Calls a function of the host script's API. */
export async function api<T>(page: Page, method: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(
    ([wanted, data]) => (window as unknown as { api: Record<string, (...data: unknown[]) => T> }).api[wanted]?.(...data) as T,
    [method, args] as const,
  );
}

/** The room inside its frame. */
export function inside(page: Page) {
  return page.frameLocator('iframe').first();
}

/** Fails when the page broke the content security policy or threw. */
export function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
