/** One neighbour: a peer connection kept in agreement by perfect negotiation (the W3C's WebRTC text, §10.7). */

import { isRecord } from '../frame/envelope';
import type { Kind } from './local';

/** How long a disturbed connection may mend itself before ICE is restarted, in milliseconds. */
const PATIENCE_MS = 4_000;
const RETRY_MS = 8_000;

export type LinkState = 'connecting' | 'connected' | 'disturbed';

export interface PeerHandlers {
  /** Carries a description or a candidate to the neighbour. */
  send: (data: unknown) => void;
  /** The neighbour's stream, again whenever a track came. */
  stream: (stream: MediaStream) => void;
  state: (state: LinkState) => void;
}

export class PeerLink {
  readonly connection: RTCPeerConnection;
  readonly #handlers: PeerHandlers;
  /** The polite side gives way when both offer at once. */
  readonly #polite: boolean;
  readonly #stream = new MediaStream();
  readonly #local: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null };
  #makingOffer = false;
  #ignoringOffer = false;
  #settingAnswer = false;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #inbox: Promise<void> = Promise.resolve();

  constructor(polite: boolean, iceServers: RTCIceServer[], handlers: PeerHandlers) {
    this.#polite = polite;
    this.#handlers = handlers;
    this.connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.connection.addEventListener('negotiationneeded', () => void this.#offer());
    this.connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) handlers.send({ candidate: candidate.toJSON() });
    });
    this.connection.addEventListener('track', ({ track }) => {
      for (const old of this.#stream.getTracks()) {
        if (old.kind === track.kind && old !== track) this.#stream.removeTrack(old);
      }
      this.#stream.addTrack(track);
      handlers.stream(this.#stream);
    });
    this.connection.addEventListener('connectionstatechange', () => this.#stateChanged());
  }

  /** The newcomer's part: one line for sound and one for the picture, whether or not there is a device. */
  invite(): void {
    for (const kind of ['audio', 'video'] as const) {
      this.connection.addTransceiver(this.#local[kind] ?? kind, { direction: 'sendrecv' });
    }
  }

  /** Sends `track` from now on, or nothing; no new negotiation is needed for either. */
  setTrack(kind: Kind, track: MediaStreamTrack | null): void {
    this.#local[kind] = track;
    const line = this.#line(kind);
    if (line !== undefined && line.currentDirection !== 'stopped') {
      line.sender.replaceTrack(track).catch((error: unknown) => console.warn('replaceTrack', error));
    }
  }

  /** Takes what the neighbour sent, one thing after the other. */
  receive(data: unknown): void {
    this.#inbox = this.#inbox
      .then(() => this.#take(data))
      .catch((error: unknown) => console.warn('negotiation', error));
  }

  restartIce(): void {
    this.connection.restartIce();
  }

  close(): void {
    clearTimeout(this.#restart);
    this.connection.close();
  }

  #line(kind: Kind): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.connection.setLocalDescription();
      this.#handlers.send({ description: this.connection.localDescription });
    } catch (error) {
      if (this.connection.signalingState !== 'closed') console.warn('offer', error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #take(data: unknown): Promise<void> {
    if (!isRecord(data) || this.connection.signalingState === 'closed') return;
    if (isRecord(data['description'])) {
      await this.#takeDescription(data['description'] as unknown as RTCSessionDescriptionInit);
    } else if (isRecord(data['candidate'])) {
      try {
        await this.connection.addIceCandidate(data['candidate']);
      } catch (error) {
        if (!this.#ignoringOffer) throw error;
      }
    }
  }

  async #takeDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const stable = this.connection.signalingState === 'stable' || this.#settingAnswer;
    const collision = description.type === 'offer' && (this.#makingOffer || !stable);
    this.#ignoringOffer = !this.#polite && collision;
    if (this.#ignoringOffer) return;
    this.#settingAnswer = description.type === 'answer';
    try {
      await this.connection.setRemoteDescription(description);
    } finally {
      this.#settingAnswer = false;
    }
    if (description.type !== 'offer') return;
    await this.#fillLines();
    await this.connection.setLocalDescription();
    this.#handlers.send({ description: this.connection.localDescription });
  }

  /** The neighbour's offer made the lines; ours go into them before the answer. */
  async #fillLines(): Promise<void> {
    for (const kind of ['audio', 'video'] as const) {
      const line = this.#line(kind);
      if (line === undefined) continue;
      line.direction = 'sendrecv';
      await line.sender.replaceTrack(this.#local[kind]);
    }
  }

  #stateChanged(): void {
    const state = this.connection.connectionState;
    clearTimeout(this.#restart);
    if (state === 'connected') {
      this.#handlers.state('connected');
    } else if (state === 'disconnected' || state === 'failed') {
      this.#handlers.state('disturbed');
      // The impolite side tries first, so that the two rarely restart at once.
      const wait = (state === 'failed' ? 0 : PATIENCE_MS) + (this.#polite ? PATIENCE_MS / 2 : 0);
      this.#restart = setTimeout(() => this.#mend(), wait);
    } else if (state === 'connecting' || state === 'new') {
      this.#handlers.state('connecting');
    }
  }

  #mend(): void {
    if (['connected', 'closed'].includes(this.connection.connectionState)) return;
    this.connection.restartIce();
    this.#restart = setTimeout(() => this.#mend(), RETRY_MS);
  }
}
