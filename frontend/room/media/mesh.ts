/** Everyone is joined to everyone: the peer links of a call. */

import { Emitter } from '../frame/emitter';
import type { Kind, LocalMedia } from './local';
import { PeerLink, type LinkState } from './peer';

interface MeshEvents {
  stream: { id: string; stream: MediaStream };
  link: { id: string; state: LinkState };
  /** To be carried to one neighbour. */
  relay: { to: string; data: unknown };
}

export class Mesh extends Emitter<MeshEvents> {
  readonly #local: LocalMedia;
  readonly #links = new Map<string, PeerLink>();
  readonly #states = new Map<string, LinkState>();
  #ownId = '';
  #iceServers: RTCIceServer[] = [];

  constructor(local: LocalMedia) {
    super();
    this.#local = local;
    local.on('track', ({ kind, track }) => {
      for (const link of this.#links.values()) link.setTrack(kind, track);
    });
  }

  /** To be told before the first neighbour; the servers count for links made from now on. */
  begin(ownId: string, iceServers: RTCIceServer[]): void {
    this.#ownId = ownId;
    this.#iceServers = iceServers;
  }

  has(id: string): boolean {
    return this.#links.has(id);
  }

  state(id: string): LinkState | undefined {
    return this.#states.get(id);
  }

  links(): ReadonlyMap<string, PeerLink> {
    return this.#links;
  }

  /** A newcomer invites those who are there; those who are there wait for the invitation. */
  add(id: string, invite: boolean): void {
    if (this.#links.has(id)) return;
    // Both sides compare the same two ids, so exactly one of them is polite.
    const link = new PeerLink(this.#ownId < id, this.#iceServers, {
      send: (data) => this.emit('relay', { to: id, data }),
      stream: (stream) => this.emit('stream', { id, stream }),
      state: (state) => {
        this.#states.set(id, state);
        this.emit('link', { id, state });
      },
    });
    this.#links.set(id, link);
    this.#states.set(id, 'connecting');
    for (const kind of ['audio', 'video'] as const satisfies Kind[]) link.setTrack(kind, this.#local.track(kind));
    if (invite) link.invite();
  }

  receive(from: string, data: unknown): void {
    this.#links.get(from)?.receive(data);
  }

  remove(id: string): void {
    this.#links.get(id)?.close();
    this.#links.delete(id);
    this.#states.delete(id);
  }

  removeAll(): void {
    for (const id of [...this.#links.keys()]) this.remove(id);
  }
}
