/**
 * One contract for the two servers of a call's socket: the real one, and the double that the room's tests run against.
 * What the double allows and refuses here is what the real server does, so the room's tests say something about it.
 */

import { randomUUID } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { expect, test as base } from '../support/fixtures';
import { signIn } from '../support/people';
import { schedule } from '../support/calls';
import { Peer } from '../room/peer';
import { RoomServer, token } from '../room/signal-double';

interface World {
  socket: string;
  origin: string;
  /** Room tokens of the host, who is moderator, of a colleague, and of someone for another call. */
  host: string;
  colleague: string;
  stranger: string;
}

const test = base.extend<{ worlds: Record<'double' | 'real', () => Promise<World>> }>({
  worlds: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    let double: RoomServer | undefined;
    await use({
      double: async () => {
        double = await RoomServer.start();
        const call = randomUUID();
        return {
          socket: `${double.origin.replace('http', 'ws')}/api/v1/calls/${call}/signal`,
          origin: double.origin,
          host: token(call, { id: 'host', name: 'Host', moderator: true }),
          colleague: token(call, { id: 'colleague', name: 'Colleague' }),
          stranger: token(randomUUID(), { id: 'colleague', name: 'Colleague' }),
        };
      },
      real: async () => {
        const [host, colleague] = [await browser.newContext(), await browser.newContext()];
        contexts.push(host, colleague);
        await signIn(host, server.url, 'amelie');
        await signIn(colleague, server.url, 'meiling');
        const page = await host.newPage();
        await page.goto(`${server.url}/healthz`);
        const [call, other] = [await schedule(page), await schedule(page)];
        const join = async (who: BrowserContext, id: string) => {
          const answer = await who.request.post(`${server.url}/api/v1/calls/${id}/join`, { headers: { origin: server.url } });
          expect(answer.status(), await answer.text()).toBe(200);
          return ((await answer.json()) as { jwt: string }).jwt;
        };
        return {
          socket: `${server.url.replace('http', 'ws')}/api/v1/calls/${call.id}/signal`,
          origin: server.url,
          host: await join(host, call.id),
          colleague: await join(colleague, call.id),
          stranger: await join(colleague, other.id),
        };
      },
    });
    await double?.close();
    await Promise.all(contexts.map((context) => context.close()));
  },
});

for (const which of ['double', 'real'] as const) {
  test.describe(which === 'real' ? 'the real server' : 'the double', () => {
    test('takes only a token that it signed, for this call', async ({ worlds }) => {
      const { socket, origin, host, stranger } = await worlds[which]();
      const [head, body, signature = ''] = host.split('.');
      const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
      for (const wrong of [`${head}.${body}.${flipped}`, `${head}.${body}.`, stranger, '']) {
        expect(await (await Peer.enter(socket, origin, wrong)).end()).toBe(4401);
      }
    });

    test('welcomes, tells the others, passes messages on, and lets go', async ({ worlds }) => {
      const { socket, origin, host, colleague } = await worlds[which]();
      const first = await Peer.enter(socket, origin, host);
      const welcome = await first.heard('welcome');
      expect(welcome).toMatchObject({ role: 'moderator', participants: [] });
      expect(welcome['id']).toMatch(/^[0-9a-f]{8}$/);
      const second = await Peer.enter(socket, origin, colleague, { video: false });
      const own = await second.heard('welcome');
      expect(own).toMatchObject({ role: 'participant', session_id: welcome['session_id'], participants: [{ id: welcome['id'], audio: true, video: true }] });
      expect(await first.heard('joined')).toMatchObject({ participant: { id: own['id'], audio: true, video: false } });

      second.send({ type: 'relay', to: String(welcome['id']), data: { sdp: 'offer' } });
      expect(await first.heard('relay')).toMatchObject({ from: own['id'], data: { sdp: 'offer' } });
      second.send({ type: 'state', audio: false, video: true });
      expect(await first.heard('state')).toMatchObject({ id: own['id'], audio: false, video: true });
      second.send({ type: 'ping' });
      await second.heard('pong');
      second.send({ type: 'leave' });
      expect(await first.heard('left')).toMatchObject({ id: own['id'] });
    });

    test('keeps the place of one who lost the connection', async ({ worlds }) => {
      const { socket, origin, host, colleague } = await worlds[which]();
      const first = await Peer.enter(socket, origin, host);
      const second = await Peer.enter(socket, origin, colleague);
      const before = await second.heard('welcome');
      second.cut();
      const back = await Peer.enter(socket, origin, '', { resume: before['resume'] });
      expect(await back.heard('welcome')).toMatchObject({ id: before['id'], session_id: before['session_id'] });
      expect(first.frames.filter(({ t }) => t === 'left')).toEqual([]);
    });

    test('lets a moderator take one out, and nobody else', async ({ worlds }) => {
      const { socket, origin, host, colleague } = await worlds[which]();
      const first = await Peer.enter(socket, origin, host);
      const { id: hostId } = await first.heard('welcome');
      const second = await Peer.enter(socket, origin, colleague);
      const { id } = await second.heard('welcome');
      second.send({ type: 'kick', id: String(hostId) });
      second.send({ type: 'end' });
      second.send({ type: 'ping' });
      await second.heard('pong');
      expect(first.closed).toBeUndefined();
      first.send({ type: 'kick', id: String(id) });
      await second.heard('kicked');
      expect(await second.end()).toBe(4403);
      expect(await first.heard('left')).toMatchObject({ id });
    });

    test('closes for everyone when the moderator ends it, and stays closed [V41]', async ({ worlds }) => {
      const { socket, origin, host, colleague } = await worlds[which]();
      const first = await Peer.enter(socket, origin, host);
      await first.heard('welcome');
      const second = await Peer.enter(socket, origin, colleague);
      await second.heard('welcome');
      first.send({ type: 'end' });
      expect(await second.heard('ended')).toMatchObject({ reason: 'moderator' });
      expect(await Promise.all([first.end(), second.end()])).toEqual([4410, 4410]);
      expect(await (await Peer.enter(socket, origin, colleague)).end()).toBe(4410);
    });
  });
}
