/** The built-in room: reads its parameters, asks for camera and microphone, enters the call. */

import { Bridge } from './call/bridge';
import { Call } from './call/call';
import { nameInToken, readParameters, startsMuted, toolbarButtons } from './frame/parameters';
import type { Kind, Refusals } from './media/local';
import { el } from './view/element';
import { Panel } from './view/panel';
import { Stage } from './view/stage';
import { shortcuts, toolbar } from './view/toolbar';
import { wordsFor } from './view/words';

const parameters = readParameters(location);
const { lang, words } = wordsFor(parameters.lang);
document.documentElement.lang = lang;
document.title = words.title;

const call = new Call(parameters.room, parameters.jwt, nameInToken(parameters.jwt) || parameters.displayName);
const bridge = new Bridge(call, parameters);
const panel = new Panel(words);
const stage = new Stage(call, words);
const chosenButtons = toolbarButtons(parameters.config);
const bar = toolbar(call, words, chosenButtons);
const root = document.getElementById('room') ?? document.body.appendChild(el('main', { id: 'room' }));
// The page around the room has a main part as well; this one says which it is.
root.setAttribute('aria-label', words.title);
root.append(el('h1', { class: 'visually-hidden' }, words.title), stage.element, ...(bar === undefined ? [] : [bar]), panel.element);
shortcuts(call);

const drawnByHost = chosenButtons !== undefined && chosenButtons.length === 0;
call.on('entered', () => panel.hide());
call.on('over', (why) => panel.over(why, drawnByHost || window.parent === window ? undefined : () => bridge.readyToClose()));
// A page brought back from the browser's cache holds a call that it has left.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

let explaining = false;

await begin();

async function begin(): Promise<void> {
  const kinds = (['audio', 'video'] as const).filter((kind) => !startsMuted(parameters.config, kind));
  // A muted start still takes the microphone when there is one, so that speaking up later asks nothing.
  if (startsMuted(parameters.config, 'audio')) await call.local.setAudio(false);
  await askFor(kinds, false);
  if (call.isOver) return;
  call.local.on('refused', (refusals) => void explain(refusals));
  panel.entering();
  call.enter();
}

/** Asks until the devices are there or the user goes on without. */
async function askFor(kinds: readonly Kind[], inCall: boolean): Promise<void> {
  let missing = kinds;
  while (missing.length > 0 && !call.isOver) {
    const refusals = await asked(missing);
    missing = missing.filter((kind) => refusals[kind] !== undefined);
    if (missing.length === 0 || call.isOver || (await panel.refused(refusals, inCall)) === 'without') break;
  }
  if (!call.isOver) panel.hide();
}

/** The hint that the browser asks is shown only when it really keeps the user waiting. */
async function asked(kinds: readonly Kind[]): Promise<Refusals> {
  const hint = setTimeout(() => panel.asking(kinds), 400);
  try {
    return await call.local.acquire(kinds);
  } finally {
    clearTimeout(hint);
  }
}

/** Trouble during the call: a device unplugged, or switched on and refused. */
async function explain(refusals: Refusals): Promise<void> {
  if (explaining || call.isOver) return;
  explaining = true;
  const kinds = (['audio', 'video'] as const).filter((kind) => refusals[kind] !== undefined);
  if ((await panel.refused(refusals, true)) === 'again' && !call.isOver) await askFor(kinds, true);
  if (!call.isOver) panel.hide();
  explaining = false;
}
