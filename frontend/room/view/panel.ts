/** What the room says instead of, or over, the picture: asking, refused, over. */

import type { Over } from '../call/call';
import type { Kind, Refusal, Refusals } from '../media/local';
import { el, icon } from './element';
import type { Words } from './words';

export class Panel {
  readonly element = el('section', { class: 'panel', role: 'dialog', 'aria-modal': 'false', tabindex: '-1', 'aria-labelledby': 'panel-title' });
  readonly #words: Words;

  constructor(words: Words) {
    this.#words = words;
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
  }

  asking(kinds: readonly Kind[]): void {
    const title = kinds.includes('video') ? this.#words.askTitle : this.#words.askMic;
    this.#show(kinds.includes('video') ? 'video' : 'mic', title, [el('p', {}, this.#words.askText)], []);
  }

  entering(): void {
    this.#show('loader-circle', this.#words.entering, [], []);
  }

  /** One paragraph per device that could not be had; `decided` tells whether to try again. */
  refused(refusals: Refusals, inCall: boolean): Promise<'again' | 'without'> {
    const words = this.#words;
    const title =
      refusals.audio === undefined ? words.noCamera : refusals.video === undefined ? words.noMic : words.noDevices;
    const line = (name: string, kind: string, why: Refusal) =>
      el('p', { class: 'why', 'data-kind': kind, 'data-why': why }, el('strong', {}, name), ' ', words[why]);
    const { audio, video } = refusals;
    const lines =
      audio !== undefined && audio === video
        ? [line(words.micAndCamera, 'both', audio)]
        : [
            ...(audio === undefined ? [] : [line(words.mic, 'audio', audio)]),
            ...(video === undefined ? [] : [line(words.camera, 'video', video)]),
          ];
    return new Promise((decided) => {
      const again = this.#button(words.tryAgain, 'primary', () => decided('again'));
      const without = this.#button(inCall ? words.carryOn : words.joinWithout, '', () => decided('without'));
      this.#show(refusals.audio === undefined ? 'video-off' : 'mic-off', title, lines, [again, without]);
      this.element.setAttribute('role', 'alertdialog');
      again.focus();
    });
  }

  /** `close` is offered where a host page waits to be told that the user has read this. */
  over(why: Over, close: (() => void) | undefined): void {
    const words = this.#words;
    const [title, text] = {
      left: [words.overLeft, ''],
      ended: [words.overEnded, words.overEndedText],
      kicked: [words.overKicked, ''],
      refused: [words.overRefused, words.overRefusedText],
      full: [words.overFull, words.overFullText],
      replaced: [words.overReplaced, ''],
      failed: [words.overFailed, words.overFailedText],
    }[why] as [string, string];
    const buttons = close === undefined ? [] : [this.#button(words.close, 'primary', close)];
    this.#show(why === 'left' || why === 'ended' ? 'phone-off' : 'circle-alert', title, text === '' ? [] : [el('p', {}, text)], buttons);
    this.element.focus();
  }

  #button(label: string, tone: string, run: () => void): HTMLButtonElement {
    const button = el('button', { type: 'button', class: `button ${tone}`.trim() }, label);
    button.addEventListener('click', run);
    return button;
  }

  #show(picture: string, title: string, lines: Node[], buttons: HTMLButtonElement[]): void {
    this.element.setAttribute('role', 'dialog');
    const heading = el('h2', { id: 'panel-title' }, title);
    const actions = el('div', { class: 'actions' }, ...buttons);
    actions.hidden = buttons.length === 0;
    this.element.replaceChildren(icon(picture), heading, ...lines, actions);
    this.element.dataset['icon'] = picture;
    this.element.hidden = false;
  }
}
