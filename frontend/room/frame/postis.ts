/** One end of the message channel between a page and the room in its iframe. */

import { MESSAGE, READY, open, scopeOf, seal, type Letter } from './envelope';

/** How often each side asks whether the other is there, in milliseconds. */
const KNOCK_MS = 50;

export interface Ends {
  /** The API id that host and room share. */
  id: number;
  /** The window at the other end; it may be gone. */
  other: () => Window | null;
  /** The only origin that is listened to, and the only one that is written to. */
  origin: string;
  receive: (message: unknown) => void;
}

/**
 * Each side knocks with an id of its own until it hears that id back; what is sent before waits. A foreign id
 * is echoed at any time, so that either page may reload.
 */
export class Postis {
  readonly #ends: Ends;
  readonly #scope: string;
  readonly #ownId = `${Date.now()}-${Math.random()}`;
  readonly #listener = (event: MessageEvent) => this.#hear(event);
  #knocking: ReturnType<typeof setInterval> | undefined;
  #waiting: unknown[] = [];
  #ready = false;

  constructor(ends: Ends) {
    this.#ends = ends;
    this.#scope = scopeOf(ends.id);
    window.addEventListener('message', this.#listener);
    this.#knocking = setInterval(() => this.#post({ method: READY, params: this.#ownId }), KNOCK_MS);
  }

  send(message: unknown): void {
    if (this.#ready) this.#post({ method: MESSAGE, params: message });
    else this.#waiting.push(message);
  }

  dispose(): void {
    clearInterval(this.#knocking);
    window.removeEventListener('message', this.#listener);
    this.#waiting = [];
    this.#ready = false;
  }

  #post(letter: Letter): void {
    this.#ends.other()?.postMessage(seal(this.#scope, letter), this.#ends.origin);
  }

  #hear(event: MessageEvent): void {
    const other = this.#ends.other();
    if (other === null || event.source !== other || event.origin !== this.#ends.origin) return;
    const letter = open(event.data, this.#scope);
    if (letter === undefined) return;
    if (letter.method === MESSAGE) this.#ends.receive(letter.params);
    else if (letter.method === READY) this.#answerKnock(letter.params);
  }

  #answerKnock(id: unknown): void {
    if (id !== this.#ownId) {
      this.#post({ method: READY, params: id });
      return;
    }
    clearInterval(this.#knocking);
    this.#ready = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#post({ method: MESSAGE, params: message });
  }
}
