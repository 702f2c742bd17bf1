/** Calls, as tests need them: a time within the door's window, and a call made without the form. */

import { randomUUID } from 'node:crypto';
import { expect, type APIRequestContext, type Page } from '@playwright/test';

/** The demo practice's zone. */
const ZONE = 'America/Toronto';

/** Date and clock time of the practice, so many minutes from now, as inputs take them. */
export function soon(minutes: number): { day: string; clock: string } {
  const at = new Date(Date.now() + minutes * 60_000);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' }).format(at);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeStyle: 'short' }).format(at);
  return { day, clock };
}

/** An applicant by name, folio or e-mail. */
export async function applicant(request: APIRequestContext, q: string): Promise<{ id: string; folio: string }> {
  const answer = await request.get('/api/v1/applicants', { params: { q } });
  const [found] = ((await answer.json()) as { items: { id: string; folio: string }[] }).items;
  if (!found) throw new Error(`no applicant is found by ${q}`);
  return found;
}

export interface ScheduledCall {
  id: string;
  /** The client's address. */
  link: string;
  version: number;
}

/** Schedules without the form; the host is the person signed in. `change` goes over what is usual. */
export async function schedule(page: Page, change: Record<string, unknown> = {}): Promise<ScheduledCall> {
  const { id } = await applicant(page.request, 'CON242');
  const answer = await page.request.post('/api/v1/calls', {
    headers: { origin: new URL(page.url()).origin, 'idempotency-key': randomUUID() },
    data: {
      title: 'First interview',
      purpose: 'initial_interview',
      applicant: id,
      starts_at: new Date(Date.now() + 120_000).toISOString(),
      time_zone: ZONE,
      minutes: 30,
      ...change,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as ScheduledCall;
}

/** Whom the door and the room know of. */
export interface People {
  state: string;
  guests: { name: string; state: string }[];
  attendance: { name: string; user?: string; guest?: string; joined_at: string; left_at?: string }[];
}

export async function people(page: Page, call: string): Promise<People> {
  return (await (await page.request.get(`/api/v1/calls/${call}/participants`)).json()) as People;
}
