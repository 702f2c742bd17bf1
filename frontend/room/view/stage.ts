/** The tiles of everybody in the call, and the live region that says who came and went. */

import type { Call } from '../call/call';
import { connectionStats, qualityOf } from '../media/stats';
import type { Participant } from '../signal/frames';
import { el, icon } from './element';
import { Tile } from './tile';
import type { Words } from './words';

const OWN = 'local';
const STATS_MS = 4_000;

export class Stage {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #call: Call;
  readonly #tiles = new Map<string, Tile>();
  readonly #grid: HTMLUListElement;
  readonly #live = el('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #hint: HTMLElement;
  readonly #banner: HTMLElement;
  readonly #hear: HTMLButtonElement;

  constructor(call: Call, words: Words) {
    this.#call = call;
    this.#words = words;
    this.#grid = el('ul', { class: 'grid', 'aria-label': words.people });
    this.#hint = el('p', { class: 'hint' }, words.alone);
    this.#banner = el('p', { class: 'banner', role: 'status' }, icon('loader-circle'), el('span', {}, words.reconnecting));
    this.#hear = el('button', { class: 'button hear', type: 'button' }, icon('volume-2'), words.tapToHear);
    this.element = el('div', { class: 'stage' }, this.#grid, this.#hint, this.#banner, this.#hear, this.#live);
    this.#hint.hidden = true;
    this.#banner.hidden = true;
    this.#hear.hidden = true;
    this.#hear.addEventListener('click', () => this.#playAll());
    this.#tiles.set(OWN, new Tile(true, OWN, words));
    this.#follow();
    const watch = setInterval(() => void this.#watchLinks(), STATS_MS);
    call.on('over', () => {
      clearInterval(watch);
      this.element.hidden = true;
    });
    this.#layOut();
  }

  #follow(): void {
    const call = this.#call;
    const own = this.#tile(OWN);
    own.setName(call.name);
    own.setState({ audio: call.local.audio, video: call.local.video });
    call.local.on('state', (state) => own.setState(state));
    call.local.on('track', ({ kind, track }) => {
      if (kind === 'video') own.setStream(track === null ? null : new MediaStream([track]));
    });
    call.on('entered', ({ id, name }) => {
      own.setName(name);
      own.element.dataset['id'] = id;
      this.#layOut();
    });
    call.on('joined', (participant) => this.#joined(participant));
    call.on('left', ({ id, name }) => {
      this.#tiles.get(id)?.element.remove();
      this.#tiles.delete(id);
      if (!call.isOver) this.#say(this.#words.left, name);
      this.#layOut();
    });
    call.on('state', ({ participant }) => this.#tile(participant.id).setState(participant));
    call.on('reconnecting', (lost) => this.#reconnecting(lost));
    call.mesh.on('stream', ({ id, stream }) => {
      this.#tile(id).setStream(stream);
      this.#play(this.#tile(id));
    });
    call.mesh.on('link', ({ id, state }) => this.#tile(id).setLink(state));
    call.loudness.on('speaking', ({ id, speaking }) => {
      this.#tile(id === call.id ? OWN : id).setSpeaking(speaking);
    });
  }

  #joined(participant: Participant): void {
    const tile = this.#tile(participant.id);
    tile.setName(participant.name);
    tile.setClient(participant.client === true);
    tile.setState(participant);
    tile.setLink('connecting');
    if (this.#call.id !== '') this.#say(this.#words.joined, participant.name);
    this.#layOut();
  }

  #reconnecting(lost: boolean): void {
    this.#banner.hidden = !lost;
    if (!lost) this.#say(this.#words.reconnected, '');
  }

  #tile(id: string): Tile {
    let tile = this.#tiles.get(id);
    if (tile === undefined) this.#tiles.set(id, (tile = new Tile(id === OWN, id, this.#words)));
    return tile;
  }

  /** The others first, yourself last; the style sheet arranges them by their number. */
  #layOut(): void {
    const known = new Set(['local', ...this.#call.others().map(({ id }) => id)]);
    const tiles = [...this.#tiles].filter(([id]) => known.has(id));
    tiles.sort(([a], [b]) => Number(a === OWN) - Number(b === OWN));
    for (const [, tile] of tiles) {
      // Moving an element restarts its video, so only what is new is put in.
      if (tile.element.parentNode !== this.#grid) this.#grid.insertBefore(tile.element, this.#own());
    }
    this.#grid.dataset['count'] = String(tiles.length);
    this.#hint.hidden = this.#call.id === '' || tiles.length > 1;
  }

  #own(): HTMLElement | null {
    const { element } = this.#tile(OWN);
    return element.parentNode === this.#grid ? element : null;
  }

  #say(sentence: string, name: string): void {
    this.#live.textContent = sentence.replace('{name}', name.trim() || this.#words.guest);
  }

  /** Sound may start only after a gesture in some browsers; the button is that gesture. */
  #play(tile: Tile): void {
    tile.video.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#hear.hidden = false;
    });
  }

  #playAll(): void {
    this.#hear.hidden = true;
    for (const [id, tile] of this.#tiles) if (id !== OWN) this.#play(tile);
  }

  async #watchLinks(): Promise<void> {
    const { participants } = await connectionStats(this.#call.mesh);
    for (const link of participants) {
      if (link.state !== 'connected') continue;
      this.#tiles.get(link.id)?.setLink(qualityOf(link) === 'weak' ? 'weak' : 'connected');
    }
  }
}
