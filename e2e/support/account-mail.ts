/** Mail that opens an account: with the mailbox provider the server prints it on its console, and nowhere else. */

import { expect } from '@playwright/test';
import type { Server } from './server';

/** The path of the newest link of that kind that was sent to `address`; waits until the mail has gone out. */
export async function accountLink(server: Server, kind: 'invite' | 'reset', address: string): Promise<string> {
  const links = () => {
    // A mail begins with its addressee; its link follows before the next one does.
    const [, ...mails] = server.log.split(`<${address}>`);
    return mails.flatMap((mail) => new RegExp(`https?://[^\\s/]+(/${kind}/[\\w.-]+)`).exec(mail)?.[1] ?? []);
  };
  await expect.poll(() => links().length).toBeGreaterThan(0);
  return links().at(-1) ?? '';
}
