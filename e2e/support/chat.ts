/** Team chat for the browser tests: conversations made through the API, and the parts of the page. */

import { expect, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { PEOPLE, type Person } from './people';

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });
export const log = (page: Page) => page.getByRole('log');
export const list = (page: Page) => page.getByRole('list', { name: 'Conversations' });

/** Requests of the page that read or post the messages of a conversation. */
export const MESSAGES = /\/api\/v1\/conversations\/[0-9a-f-]{36}\/messages/;

async function answered<T>(answer: Promise<{ ok(): boolean; text(): Promise<string>; json(): Promise<T> }>): Promise<T> {
  const got = await answer;
  expect(got.ok(), await got.text()).toBe(true);
  return got.json();
}

/** A room of the page's person and these colleagues; its id. */
export async function room(page: Page, name: string, people: Person[]): Promise<string> {
  const team: { items: { id: string; name: string }[] } = await answered(page.request.get('/api/v1/colleagues'));
  const members = people.map((person) => team.items.find((one) => one.name === PEOPLE[person].name)?.id);
  const data = { name, topic: '', members };
  const made: { id: string } = await answered(page.request.post('/api/v1/conversations', { data }));
  return made.id;
}

/** Posts as the page's person, without the page. */
export async function post(page: Page, conversation: string, body: string): Promise<void> {
  const headers = { 'idempotency-key': randomUUID() };
  await answered(page.request.post(`/api/v1/conversations/${conversation}/messages`, { data: { body }, headers }));
}

/** How much of a conversation the server counts as unread. */
export async function unread(page: Page, conversation: string): Promise<number> {
  const counts: { items: { conversation: string; unread: number }[] } = await answered(
    page.request.get('/api/v1/conversations/unread'),
  );
  return counts.items.find((one) => one.conversation === conversation)?.unread ?? 0;
}
