/** The own microphone and camera: asked for, muted, really switched off, changed. */

import { Emitter } from '../frame/emitter';

export type Kind = 'audio' | 'video';
/** Why a device could not be had. */
export type Refusal = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed';
export type Refusals = Partial<Record<Kind, Refusal>>;

interface LocalEvents {
  /** A track came, went or was replaced. */
  track: { kind: Kind; track: MediaStreamTrack | null };
  /** What the others should believe about the microphone and the camera. */
  state: { audio: boolean; video: boolean };
  refused: Refusals;
}

const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO: MediaTrackConstraints = {
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 24, max: 30 },
  facingMode: 'user',
};

export class LocalMedia extends Emitter<LocalEvents> {
  readonly #tracks: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null };
  readonly #deviceIds: Partial<Record<Kind, string>> = {};
  readonly #asking = new Set<Kind>();
  #micOpen = true;
  #busy: Promise<unknown> = Promise.resolve();

  track(kind: Kind): MediaStreamTrack | null {
    return this.#tracks[kind];
  }

  get audio(): boolean {
    return this.#tracks.audio !== null && this.#micOpen;
  }

  get video(): boolean {
    return this.#tracks.video !== null;
  }

  /** Changes the microphone to the other state; one that is still being asked for counts as open. */
  toggleAudio(): Promise<Refusals> {
    const open = this.#micOpen && (this.#tracks.audio !== null || this.#asking.has('audio'));
    return this.setAudio(!open);
  }

  toggleVideo(): Promise<Refusals> {
    return this.setVideo(this.#tracks.video === null && !this.#asking.has('video'));
  }

  /** Asks for the kinds not had yet, together where possible, so that the browser asks once. */
  acquire(kinds: readonly Kind[]): Promise<Refusals> {
    for (const kind of kinds) this.#asking.add(kind);
    return this.#inTurn(async () => {
      const missing = kinds.filter((kind) => this.#tracks[kind] === null);
      const refusals = await this.#ask(missing);
      for (const kind of kinds) this.#asking.delete(kind);
      if (Object.keys(refusals).length > 0) this.emit('refused', refusals);
      this.#tell();
      return refusals;
    });
  }

  /** Opens or closes the microphone; a closed one stays at hand and sends silence. */
  async setAudio(open: boolean): Promise<Refusals> {
    this.#micOpen = open;
    const track = this.#tracks.audio;
    if (track !== null) track.enabled = open;
    if (open && track === null) return this.acquire(['audio']);
    this.#tell();
    return {};
  }

  /** Turns the camera on or off; off frees the device, so that its light goes out. */
  async setVideo(on: boolean): Promise<Refusals> {
    if (on) return this.acquire(['video']);
    await this.#inTurn(async () => {
      this.#drop('video');
      this.#tell();
    });
    return {};
  }

  /** Uses another device, at once when one of this kind is running. */
  async use(kind: Kind, deviceId: string): Promise<void> {
    this.#deviceIds[kind] = deviceId;
    if (this.#tracks[kind] === null) return;
    await this.#inTurn(async () => {
      this.#drop(kind);
      const refusals = await this.#ask([kind]);
      if (Object.keys(refusals).length > 0) this.emit('refused', refusals);
      this.#tell();
    });
  }

  /** Frees everything. */
  stop(): void {
    this.#drop('audio');
    this.#drop('video');
  }

  /** One request at a time: a second click while the browser asks must not open the camera twice. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }

  async #ask(kinds: readonly Kind[]): Promise<Refusals> {
    if (kinds.length === 0) return {};
    if (navigator.mediaDevices === undefined) {
      return Object.fromEntries(kinds.map((kind) => [kind, 'insecure' as const]));
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia(this.#constraints(kinds));
      for (const track of stream.getTracks()) this.#keep(track);
      return {};
    } catch (error) {
      const refusal = refusalOf(error);
      const [only] = kinds;
      if (kinds.length === 1 && only !== undefined) return { [only]: refusal };
      return this.#askApart(kinds, refusal);
    }
  }

  /** Which of two was the trouble: one denied or missing device must not cost the other. */
  async #askApart(kinds: readonly Kind[], refusal: Refusal): Promise<Refusals> {
    const refusals: Refusals = {};
    for (const kind of kinds) {
      if (refusal === 'denied' && !(await isGranted(kind))) refusals[kind] = 'denied';
      else Object.assign(refusals, await this.#ask([kind]));
    }
    return refusals;
  }

  #constraints(kinds: readonly Kind[]): MediaStreamConstraints {
    const constraints: MediaStreamConstraints = {};
    for (const kind of kinds) {
      const id = this.#deviceIds[kind];
      const device = id === undefined ? {} : { deviceId: { ideal: id } };
      constraints[kind] = { ...(kind === 'audio' ? AUDIO : VIDEO), ...device };
    }
    return constraints;
  }

  #keep(track: MediaStreamTrack): void {
    const kind: Kind = track.kind === 'audio' ? 'audio' : 'video';
    if (kind === 'audio') track.enabled = this.#micOpen;
    // Fires when the device is unplugged or its permission withdrawn, never on our own stop().
    track.addEventListener('ended', () => {
      if (this.#tracks[kind] !== track) return;
      this.#drop(kind);
      this.emit('refused', { [kind]: 'missing' });
      this.#tell();
    });
    this.#tracks[kind] = track;
    this.emit('track', { kind, track });
  }

  #drop(kind: Kind): void {
    const track = this.#tracks[kind];
    if (track === null) return;
    this.#tracks[kind] = null;
    track.stop();
    this.emit('track', { kind, track: null });
  }

  #tell(): void {
    this.emit('state', { audio: this.audio, video: this.video });
  }
}

async function isGranted(kind: Kind): Promise<boolean> {
  try {
    const name = (kind === 'audio' ? 'microphone' : 'camera') as PermissionName;
    return (await navigator.permissions.query({ name })).state === 'granted';
  } catch {
    return false; // a browser that does not know the permission by this name
  }
}

function refusalOf(error: unknown): Refusal {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'SecurityError':
      return 'insecure';
    default:
      return 'failed';
  }
}
