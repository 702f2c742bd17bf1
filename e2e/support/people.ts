/** The demo practice's people, as `liaison demo` makes them. */

import { type BrowserContext, expect } from '@playwright/test';

export const PASSWORD = 'maple-bridge-demo';

/** Name and role by the part of the address before the `@`. */
export const PEOPLE = {
  amelie: { name: 'Amélie Tremblay', role: 'owner' },
  daniel: { name: 'Daniel Okafor', role: 'admin' },
  sofia: { name: 'Sofía Reyes', role: 'consultant' },
  jp: { name: 'Jean-Philippe Gagnon', role: 'consultant' },
  meiling: { name: 'Mei-Ling Chen', role: 'consultant' },
  arash: { name: 'Arash Moradi', role: 'consultant' },
  nadia: { name: 'Nadia Benali', role: 'assistant' },
  camila: { name: 'Camila Duarte', role: 'assistant' },
  thomas: { name: 'Thomas Lévesque', role: 'assistant' },
  priya: { name: 'Priya Raman', role: 'viewer' },
} as const;

export type Person = keyof typeof PEOPLE;

export const email = (person: Person): string => `${person}@maplebridge.example`;

/** Signs someone in without the form, for tests that are about something else. */
export async function signIn(context: BrowserContext, url: string, person: Person): Promise<void> {
  const answer = await context.request.post(`${url}/api/v1/session`, {
    data: { email: email(person), password: PASSWORD },
    headers: { origin: url },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}
