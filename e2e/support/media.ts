/**
 * What really arrives in a call, measured in the browser and not said by the product: every peer connection of a page
 * and of the room inside it is remembered, and its statistics are read.
 */

import type { BrowserContext, Page } from '@playwright/test';
import { expect } from './fixtures';

interface Received {
  /** Pictures of the others that were decoded. */
  frames: number;
  /** Loudness over time of what was heard; silence that a decoder makes up has none. */
  energy: number;
}

/** To be called before the page that holds the call is opened. */
export async function watchMedia(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    Object.assign(window, { connections });
    window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
      construct: (target, given) => {
        const made = new target(...(given as [RTCConfiguration?]));
        connections.push(made);
        return made;
      },
    });
  });
}

/** What this page's person has seen and heard of the others so far. */
export async function received(page: Page): Promise<Received> {
  const all = await Promise.all(page.frames().map((frame) => frame.evaluate(measure).catch(() => ({ frames: 0, energy: 0 }))));
  return all.reduce((sum, one) => ({ frames: sum.frames + one.frames, energy: sum.energy + one.energy }));
}

async function measure(): Promise<Received> {
  const { connections = [] } = window as unknown as { connections?: RTCPeerConnection[] };
  const sum = { frames: 0, energy: 0 };
  for (const connection of connections) {
    (await connection.getStats()).forEach((entry: Record<string, unknown>) => {
      if (entry['type'] !== 'inbound-rtp') return;
      if (entry['kind'] === 'video') sum.frames += Number(entry['framesDecoded'] ?? 0);
      else sum.energy += Number(entry['totalAudioEnergy'] ?? 0);
    });
  }
  return sum;
}

/** Both see the other's picture move and hear the other's voice. */
export async function expectConversation(...sides: Page[]): Promise<void> {
  for (const side of sides) {
    await expect.poll(async () => (await received(side)).frames, { timeout: 40_000 }).toBeGreaterThan(20);
    await expect.poll(async () => (await received(side)).energy, { timeout: 40_000 }).toBeGreaterThan(0.001);
    const { frames } = await received(side);
    await expect.poll(async () => (await received(side)).frames, { timeout: 20_000 }).toBeGreaterThan(frames);
  }
}
