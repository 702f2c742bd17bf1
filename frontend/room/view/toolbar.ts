/** The room's own controls, for when the host page draws none. */

import type { Call } from '../call/call';
import { el, icon, setIcon } from './element';
import type { Words } from './words';

interface Toggle {
  button: HTMLButtonElement;
  show: (on: boolean) => void;
}

/** `chosen` names the buttons as Jitsi does; nothing means all of them. Returns nothing when none is left. */
export function toolbar(call: Call, words: Words, chosen: string[] | undefined): HTMLElement | undefined {
  const wanted = (name: string) => chosen === undefined || chosen.includes(name);
  const children: Node[] = [];
  if (wanted('microphone')) {
    const mic = toggle(['mic', 'mic-off'], [words.mute, words.unmute], 'm');
    mic.button.addEventListener('click', () => void call.local.toggleAudio());
    call.local.on('state', ({ audio }) => mic.show(audio));
    mic.show(call.local.audio);
    children.push(mic.button);
  }
  if (wanted('camera')) {
    const camera = toggle(['video', 'video-off'], [words.stopCamera, words.startCamera], 'v');
    camera.button.addEventListener('click', () => void call.local.toggleVideo());
    call.local.on('state', ({ video }) => camera.show(video));
    camera.show(call.local.video);
    children.push(camera.button);
  }
  if (wanted('hangup')) children.push(...leave(call, words));
  if (children.length === 0) return undefined;
  const bar = el('div', { class: 'toolbar', role: 'toolbar', 'aria-label': words.controls }, ...children);
  call.on('over', () => bar.remove());
  return bar;
}

/** `m` and `v`, only while the room has the focus: the listener is its own document's. */
export function shortcuts(call: Call): void {
  document.addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || call.isOver || call.id === '') return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    if (event.key === 'm') void call.local.toggleAudio();
    else if (event.key === 'v') void call.local.toggleVideo();
    else return;
    event.preventDefault();
  });
}

function toggle(icons: [string, string], labels: [string, string], key: string): Toggle {
  const picture = icon(icons[0]);
  const button = el('button', { class: 'round', type: 'button', 'aria-keyshortcuts': key }, picture);
  const show = (on: boolean) => {
    const at = on ? 0 : 1;
    setIcon(picture, icons[at]);
    button.setAttribute('aria-label', labels[at]);
    button.title = `${labels[at]} (${key})`;
    button.classList.toggle('off', !on);
  };
  return { button, show };
}

/** A moderator chooses between leaving and ending; everybody else just leaves. */
function leave(call: Call, words: Words): Node[] {
  const button = el('button', { class: 'button danger', type: 'button' }, icon('phone-off'), words.leave);
  const menu = el('div', { class: 'menu', popover: 'auto', id: 'leave-choices' });
  const choice = (title: string, hint: string, kind: string, run: () => void) => {
    const item = el('button', { type: 'button', class: kind }, el('strong', {}, title), el('span', {}, hint));
    item.addEventListener('click', () => {
      menu.hidePopover();
      run();
    });
    return item;
  };
  menu.append(
    choice(words.leaveOnly, words.leaveOnlyHint, 'leaves', () => call.leave()),
    choice(words.endAll, words.endAllHint, 'ends', () => call.endForEveryone()),
  );
  const arrange = () => {
    if (call.role === 'moderator') button.setAttribute('popovertarget', menu.id);
    else button.removeAttribute('popovertarget');
  };
  button.addEventListener('click', () => {
    if (call.role !== 'moderator') call.leave();
  });
  call.on('entered', arrange);
  call.on('role', arrange);
  return [button, menu];
}
