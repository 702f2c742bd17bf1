/** One person's tile: picture or initials, name, and what is switched off. */

import type { LinkState } from '../media/peer';
import { el, icon, setIcon, sign } from './element';
import type { Words } from './words';

export class Tile {
  readonly element: HTMLLIElement;
  readonly video: HTMLVideoElement;
  readonly #own: boolean;
  readonly #words: Words;
  readonly #name: HTMLElement;
  readonly #client: HTMLElement;
  readonly #initials: HTMLElement;
  readonly #micOff: HTMLElement;
  readonly #cameraOff: HTMLElement;
  readonly #link: HTMLElement;
  readonly #linkIcon = icon('loader-circle');
  readonly #linkText: HTMLElement;

  /** The own tile is mirrored, as people know themselves, and silent, as they would hear an echo. */
  constructor(own: boolean, id: string, words: Words) {
    this.#own = own;
    this.#words = words;
    this.video = el('video', { playsinline: true, autoplay: true, disablepictureinpicture: true, 'aria-hidden': 'true' });
    this.video.muted = own;
    this.#initials = el('span', { class: 'initials', 'aria-hidden': 'true' });
    this.#name = el('span', { class: 'name', dir: 'auto' });
    this.#client = el('span', { class: 'client' }, words.client);
    this.#client.hidden = true;
    this.#micOff = sign('mic-off', words.micOff, 'mic-off');
    this.#cameraOff = sign('video-off', words.cameraOff, 'camera-off');
    this.#linkText = el('span', {}, words.connecting);
    this.#link = el('span', { class: 'link' }, this.#linkIcon, this.#linkText);
    this.#link.hidden = own;
    this.element = el(
      'li',
      { class: own ? 'tile own' : 'tile', 'data-id': id },
      this.video,
      el('span', { class: 'avatar' }, this.#initials),
      this.#link,
      el('span', { class: 'label' }, this.#micOff, this.#cameraOff, this.#name, this.#client),
    );
    this.setState({ audio: true, video: true });
  }

  setName(name: string): void {
    const shown = name.trim() || this.#words.guest;
    // In the small inset only the second part has room; the style sheet hides the first there.
    if (this.#own) this.#name.replaceChildren(el('span', { class: 'full-name' }, `${shown} · `), this.#words.you);
    else this.#name.textContent = shown;
    this.#name.title = shown;
    this.#initials.textContent = initials(shown);
  }

  /** A name alone could be anybody's. */
  setClient(client: boolean): void {
    this.#client.hidden = !client;
  }

  setStream(stream: MediaStream | null): void {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
  }

  setState(state: { audio: boolean; video: boolean }): void {
    this.element.dataset['audio'] = state.audio ? 'on' : 'off';
    this.element.dataset['video'] = state.video ? 'on' : 'off';
    this.#micOff.hidden = state.audio;
    this.#cameraOff.hidden = state.video;
  }

  setSpeaking(speaking: boolean): void {
    this.element.classList.toggle('speaking', speaking);
  }

  setLink(state: LinkState | 'weak'): void {
    this.element.dataset['link'] = state;
    this.#link.hidden = this.#own || state === 'connected';
    setIcon(this.#linkIcon, state === 'connecting' ? 'loader-circle' : 'signal-low');
    const { connecting, weak, lost } = this.#words;
    this.#linkText.textContent = state === 'disturbed' ? lost : state === 'weak' ? weak : connecting;
  }
}

/** The first letters of the first and last word, whatever the script. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => (word?.match(/[\p{L}\p{N}]\p{M}*/u) ?? [''])[0]).join('').toLocaleUpperCase();
}
