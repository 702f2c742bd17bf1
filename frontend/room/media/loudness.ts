/** Who is speaking: levels of the own microphone and of what the neighbours send. */

import { Emitter } from '../frame/emitter';
import type { LocalMedia } from './local';
import type { Mesh } from './mesh';

const LOOK_MS = 150;
/** Above this level (0 to 1) someone speaks. */
const THRESHOLD = 0.03;
/** A ring that went out between two words would flicker. */
const LINGER_MS = 700;

interface LoudnessEvents {
  speaking: { id: string; speaking: boolean };
  dominant: { id: string };
}

export class Loudness extends Emitter<LoudnessEvents> {
  readonly #local: LocalMedia;
  readonly #mesh: Mesh;
  readonly #until = new Map<string, number>();
  #ownId = 'local';
  #dominant = '';
  #context: AudioContext | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #analyser: AnalyserNode | undefined;
  #samples = new Float32Array(0);
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(local: LocalMedia, mesh: Mesh) {
    super();
    this.#local = local;
    this.#mesh = mesh;
    local.on('track', ({ kind, track }) => {
      if (kind === 'audio') this.#listenTo(track);
    });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  setOwnId(id: string): void {
    this.#ownId = id;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#source?.disconnect();
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #listenTo(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = undefined;
    if (track === null) return;
    this.#context ??= new AudioContext();
    this.#analyser ??= this.#context.createAnalyser();
    this.#analyser.fftSize = 512;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  #look(): void {
    const levels = new Map<string, number>([[this.#ownId, this.#ownLevel()]]);
    for (const [id, link] of this.#mesh.links()) {
      const receiver = link.connection.getReceivers().find(({ track }) => track.kind === 'audio');
      levels.set(id, receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0);
    }
    this.#judge(levels, performance.now());
  }

  #ownLevel(): number {
    if (!this.#local.audio || this.#analyser === undefined || this.#context?.state !== 'running') return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return Math.sqrt(sum / this.#samples.length);
  }

  #judge(levels: Map<string, number>, now: number): void {
    let loudest = { id: '', level: THRESHOLD };
    for (const [id, level] of levels) {
      if (level > THRESHOLD) {
        if (!this.#until.has(id)) this.emit('speaking', { id, speaking: true });
        this.#until.set(id, now + LINGER_MS);
      }
      if (level > loudest.level) loudest = { id, level };
    }
    for (const [id, until] of this.#until) {
      if (until > now && levels.has(id)) continue;
      this.#until.delete(id);
      this.emit('speaking', { id, speaking: false });
    }
    if (loudest.id !== '' && !this.#until.has(this.#dominant) && loudest.id !== this.#dominant) {
      this.#dominant = loudest.id;
      this.emit('dominant', { id: loudest.id });
    }
  }
}
