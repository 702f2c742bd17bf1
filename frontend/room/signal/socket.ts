/** The call's socket: enters, stays alive, and comes back by itself after a loss. */

import { beat } from './beat';
import { FINAL, PING_MS, SUB_PROTOCOL, readServerFrame, type ClientFrame, type ServerFrame } from './frames';

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8_000;
/** A connection that leaves a ping unanswered for this long is dead, whatever the operating system believes. */
const SILENCE_MS = 1.5 * PING_MS;
/** A first welcome that takes longer will not come: something between here and the server lets no sockets through. */
const FIRST_WELCOME_MS = 15_000;
/** How long a server may take to hear that one leaves. */
const FAREWELL_MS = 1_500;
/** What may wait for the socket's return: descriptions and candidates for five neighbours. */
const MOST_WAITING = 256;

export type Ending = (typeof FINAL)[number];

export interface SocketHandlers {
  /** The first frame of every connection. */
  enter: () => ClientFrame;
  frame: (frame: ServerFrame) => void;
  /** The socket was lost and is being opened again. */
  lost: () => void;
  /** It could not be opened for a while; it is tried again all the same. */
  stuck: () => void;
  over: (why: Ending) => void;
}

export class SignalSocket {
  readonly #url: string;
  readonly #handlers: SocketHandlers;
  #socket: WebSocket | undefined;
  #welcomed = false;
  #closed = false;
  #attempt = 0;
  #waiting: ClientFrame[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopBeat: (() => void) | undefined;
  /** When the ping was sent that was not answered yet. */
  #askedAt: number | undefined;
  #stuck: ReturnType<typeof setTimeout> | undefined;
  readonly #online = () => this.#hurry();
  readonly #shown = () => this.#sayHidden();

  constructor(url: string, handlers: SocketHandlers) {
    this.#url = url;
    this.#handlers = handlers;
    window.addEventListener('online', this.#online);
    document.addEventListener('visibilitychange', this.#shown);
    this.#stuck = setTimeout(() => this.#handlers.stuck(), FIRST_WELCOME_MS);
    this.#connect();
  }

  /** Sent now, or after the next welcome; only what goes to a neighbour may wait, the rest is said again then. */
  send(frame: ClientFrame): void {
    if (this.#welcomed) this.#write(frame);
    else if (frame.type === 'relay' && this.#waiting.length < MOST_WAITING) this.#waiting.push(frame);
  }

  /** Takes leave and closes for good; done once the server has heard it, or does not answer. */
  leave(): Promise<void> {
    const socket = this.#socket;
    const heard = !this.#closed && this.#welcomed && socket?.readyState === WebSocket.OPEN;
    if (heard) this.#write({ type: 'leave' });
    this.close();
    if (!heard) return Promise.resolve();
    return new Promise((done) => {
      socket.addEventListener('close', () => done(), { once: true });
      setTimeout(done, FAREWELL_MS);
    });
  }

  /** Closes for good. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    window.removeEventListener('online', this.#online);
    document.removeEventListener('visibilitychange', this.#shown);
    clearTimeout(this.#retry);
    clearTimeout(this.#stuck);
    this.#socket?.close(1000);
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, SUB_PROTOCOL);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#askedAt = undefined;
      this.#stopBeat = beat(PING_MS, () => this.#keepAlive());
      this.#write(this.#handlers.enter());
    });
    socket.addEventListener('message', (event) => {
      if (socket !== this.#socket || this.#closed) return;
      this.#askedAt = undefined;
      const frame = readServerFrame(event.data);
      if (frame !== undefined) this.#read(frame);
    });
    socket.addEventListener('close', (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    });
  }

  #read(frame: ServerFrame): void {
    if (frame.type === 'welcome') {
      this.#attempt = 0;
      this.#welcomed = true;
      clearTimeout(this.#stuck);
      // The server begins with the shorter patience.
      if (document.hidden) this.#ping();
    }
    this.#handlers.frame(frame);
    if (frame.type !== 'welcome') return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const late of waiting) this.#write(late);
  }

  #lost(code: number): void {
    this.#stop();
    if (this.#closed) return;
    const why = FINAL[code];
    if (why !== undefined) {
      this.#closed = true;
      this.#handlers.over(why);
      return;
    }
    this.#handlers.lost();
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempt++);
    this.#retry = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }

  /** The network is back: no reason to sit out the wait. */
  #hurry(): void {
    if (this.#closed || (this.#socket?.readyState ?? WebSocket.CLOSED) !== WebSocket.CLOSED) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #keepAlive(): void {
    if (this.#askedAt !== undefined && performance.now() - this.#askedAt > SILENCE_MS) {
      // `close` would wait for an answer that cannot come, so the socket counts as lost at once.
      const dead = this.#socket;
      this.#socket = undefined;
      dead?.close(4000);
      this.#lost(1006);
    } else if (this.#askedAt === undefined) {
      this.#ping();
    }
  }

  #ping(): void {
    this.#askedAt = performance.now();
    this.#write({ type: 'ping', hidden: document.hidden });
  }

  /** The server waits for longer for a tab that is not shown, and has to know in time. */
  #sayHidden(): void {
    if (this.#welcomed) this.#ping();
  }

  #stop(): void {
    this.#welcomed = false;
    this.#stopBeat?.();
    this.#stopBeat = undefined;
  }

  #write(frame: ClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}
