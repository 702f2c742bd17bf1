/** Events and requests over the message channel. */

import { isRecord } from './envelope';
import { Postis, type Ends } from './postis';

export type Fields = Record<string, unknown>;

export interface Handlers {
  event: (data: Fields) => void;
  /** The result of a request; a rejection becomes the response's `error`. */
  request: (data: Fields) => Promise<unknown>;
}

export class Transport {
  readonly #postis: Postis;
  readonly #handlers: Handlers;
  readonly #pending = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>();
  #lastId = 0;

  constructor(ends: Omit<Ends, 'receive'>, handlers: Handlers) {
    this.#handlers = handlers;
    this.#postis = new Postis({ ...ends, receive: (message) => this.#receive(message) });
  }

  sendEvent(data: Fields): void {
    this.#postis.send({ type: 'event', data });
  }

  sendRequest(data: Fields): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#postis.send({ type: 'request', id, data });
    });
  }

  dispose(): void {
    this.#postis.dispose();
    for (const { reject } of this.#pending.values()) reject(new Error('The room is closed.'));
    this.#pending.clear();
  }

  #receive(message: unknown): void {
    if (!isRecord(message)) return;
    const id = message['id'];
    const data = message['data'];
    if (message['type'] === 'response' && typeof id === 'number') {
      this.#settle(id, message);
    } else if (message['type'] === 'request' && typeof id === 'number' && isRecord(data)) {
      void this.#answer(id, data);
    } else if (message['type'] === 'event' && isRecord(data)) {
      this.#handlers.event(data);
    }
  }

  #settle(id: number, message: Fields): void {
    const waiting = this.#pending.get(id);
    if (waiting === undefined) return;
    this.#pending.delete(id);
    if (message['result'] !== undefined) waiting.resolve(message['result']);
    else waiting.reject(message['error'] ?? new Error('Unexpected response format!'));
  }

  async #answer(id: number, data: Fields): Promise<void> {
    try {
      const result = (await this.#handlers.request(data)) ?? null;
      this.#postis.send({ type: 'response', id, result });
    } catch (reason) {
      const error = reason instanceof Error ? { name: reason.name, message: reason.message } : reason;
      this.#postis.send({ type: 'response', id, error });
    }
  }
}
