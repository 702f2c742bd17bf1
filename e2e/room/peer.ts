/** A participant without a browser: speaks the call's socket frame by frame, for both servers alike. */

import { WebSocket } from 'ws';

export type Frame = Record<string, unknown> & { type: string };

export class Peer {
  readonly frames: Frame[] = [];
  /** The code with which the server closed the socket, once it has. */
  closed: number | undefined;
  readonly #socket: WebSocket;
  readonly #changed = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (raw: Buffer) => {
      this.frames.push(JSON.parse(raw.toString()) as Frame);
      this.#tell();
    });
    socket.on('close', (code) => {
      this.closed = code;
      this.#tell();
    });
  }

  static async connect(url: string, origin: string): Promise<Peer> {
    const socket = new WebSocket(url, 'liaison.signal.v1', { origin });
    const peer = new Peer(socket);
    await new Promise<void>((open, failed) => socket.once('open', open).once('error', failed));
    return peer;
  }

  /** Connects and sends the first frame; `more` goes over it. */
  static async enter(url: string, origin: string, token: string, more: Record<string, unknown> = {}): Promise<Peer> {
    const peer = await Peer.connect(url, origin);
    peer.send({ type: 'enter', token, name: '', audio: true, video: true, ...more });
    return peer;
  }

  send(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** As a lost network does it: no farewell. */
  cut(): void {
    this.#socket.terminate();
  }

  /** The first frame of that kind, as soon as it is there. */
  async heard(type: string): Promise<Frame> {
    return this.#until(() => this.frames.find((frame) => frame.type === type), type);
  }

  async end(): Promise<number> {
    return this.#until(() => this.closed, 'the close');
  }

  async #until<T>(look: () => T | undefined, what: string): Promise<T> {
    return new Promise((found, failed) => {
      const limit = setTimeout(() => {
        this.#changed.delete(check);
        failed(new Error(`${what} did not come; so far ${JSON.stringify(this.frames)}, closed ${this.closed}`));
      }, 10_000);
      const check = () => {
        const value = look();
        if (value === undefined) return;
        clearTimeout(limit);
        this.#changed.delete(check);
        found(value);
      };
      this.#changed.add(check);
      check();
    });
  }

  #tell(): void {
    for (const check of [...this.#changed]) check();
  }
}
