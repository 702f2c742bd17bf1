/** A host page without our script: it drives the room with Jitsi's own transport, as Jitsi's host script does. */

import { PostMessageTransportBackend, Transport } from '@jitsi/js-utils/transport';

interface Data {
  name: string;
  [field: string]: unknown;
}

const events: Data[] = [];
const hash = location.hash.slice(1);
const room = new URLSearchParams(location.search).get('room') ?? '';
const frame = document.createElement('iframe');
frame.allow = 'camera; microphone; autoplay';
frame.src = `/room/?room=${room}&lang=en#jitsi_meet_external_api_id=3&${hash}`;
document.getElementById('place')?.append(frame);

const transport = new Transport({
  backend: new PostMessageTransportBackend({
    postisOptions: { scope: 'jitsi_meet_external_api_3', window: frame.contentWindow ?? window },
  }),
});
transport.on('event', (data: Data) => {
  events.push(data);
  return true;
});

Object.assign(window, {
  events,
  command: (name: string, ...data: unknown[]) => transport.sendEvent({ name, data }),
  ask: async (request: object) => {
    try {
      return { result: await transport.sendRequest(request) };
    } catch (error) {
      return { error: JSON.parse(JSON.stringify(error)) };
    }
  },
  /** A message of the right shape from a window that is not the room's parent. */
  forge: (name: string) =>
    new Promise((loaded) => {
      const other = document.createElement('iframe');
      other.addEventListener('load', loaded);
      other.src = `/forger#${name}`;
      document.body.append(other);
    }),
});
