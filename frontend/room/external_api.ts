/**
 * The host side of the built-in room: `window.JitsiMeetExternalAPI` with the constructor, commands, events and
 * functions of Jitsi's IFrame API that the application uses, so that every provider is driven by the same code.
 */

import { Emitter, type Listener } from './frame/emitter';
import { COMMANDS, EVENTS } from './frame/names';
import { roomUrl, type HostOptions } from './frame/parameters';
import { Transport, type Fields } from './frame/transport';
import { isRecord } from './frame/envelope';

interface Options extends HostOptions {
  parentNode?: HTMLElement;
  width?: number | string;
  height?: number | string;
  onload?: (event: Fields) => void;
}

interface Known {
  displayName?: string;
  formattedDisplayName?: string;
}

// Known only while the script runs, so it is read at once. The room's page lies beside this script.
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : '';
const PERMISSIONS = 'autoplay; camera; clipboard-write; display-capture; microphone; screen-wake-lock; speaker-selection';

let nextId = 0;

class JitsiMeetExternalAPI {
  readonly #emitter = new Emitter<Record<string, Fields>>();
  readonly #frame: HTMLIFrameElement;
  readonly #transport: Transport;
  readonly #participants = new Map<string, Known>();
  #ownId: string | undefined;
  #disposed = false;

  /** `domain` is the host of this application; with another one the room is looked for there, over https. */
  constructor(domain: string, options: Options = {}) {
    const id = nextId++;
    const base = domain === location.host && script !== '' ? new URL('./', script).href : `https://${domain}/room/`;
    if (options.onload !== undefined) this.#emitter.on('ready', options.onload);
    this.#frame = document.createElement('iframe');
    this.#frame.name = `jitsiConferenceFrame${id}`;
    this.#frame.id = this.#frame.name;
    this.#frame.allow = PERMISSIONS;
    this.#frame.allowFullscreen = true;
    this.#frame.title = options.lang === 'fr' ? 'Appel vidéo' : options.lang === 'es' ? 'Videollamada' : 'Video call';
    this.#frame.style.border = '0';
    this.#frame.style.width = size(options.width);
    this.#frame.style.height = size(options.height);
    this.#frame.src = roomUrl(base, id, options);
    (options.parentNode ?? document.body).append(this.#frame);
    this.#transport = new Transport(
      { id, other: () => this.#frame.contentWindow, origin: new URL(base).origin },
      {
        event: (data) => this.#receive(data),
        request: () => Promise.reject(new Error('The host answers no requests.')),
      },
    );
  }

  on(event: string, listener: Listener<Fields>): this {
    this.#emitter.on(event, listener);
    return this;
  }

  addListener(event: string, listener: Listener<Fields>): this {
    return this.on(event, listener);
  }

  addListeners(listeners: Record<string, Listener<Fields>>): void {
    for (const [event, listener] of Object.entries(listeners)) this.on(event, listener);
  }

  addEventListener(event: string, listener: Listener<Fields>): void {
    this.on(event, listener);
  }

  addEventListeners(listeners: Record<string, Listener<Fields>>): void {
    this.addListeners(listeners);
  }

  off(event: string, listener: Listener<Fields>): this {
    this.#emitter.off(event, listener);
    return this;
  }

  removeListener(event: string, listener: Listener<Fields>): this {
    return this.off(event, listener);
  }

  /** Jitsi's function of this name takes no listener: all of the event's listeners go. */
  removeEventListener(event: string): void {
    this.#emitter.clear(event);
  }

  removeEventListeners(events: string[]): void {
    for (const event of events) this.#emitter.clear(event);
  }

  removeAllListeners(event?: string): this {
    this.#emitter.clear(event);
    return this;
  }

  executeCommand(name: string, ...args: unknown[]): void {
    const wireName = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (wireName === undefined) {
      console.error('Not supported command name.');
      return;
    }
    this.#transport.sendEvent({ name: wireName, data: args });
  }

  executeCommands(commands: Record<string, unknown[]>): void {
    for (const [name, args] of Object.entries(commands)) this.executeCommand(name, ...args);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#emitter.emit('_willDispose', {});
    this.#transport.dispose();
    this.#emitter.clear();
    this.#frame.remove();
  }

  getIFrame(): HTMLIFrameElement {
    return this.#frame;
  }

  getNumberOfParticipants(): number {
    return this.#participants.size;
  }

  getParticipantsInfo(): Fields[] {
    return [...this.#participants].map(([participantId, known]) => ({ participantId, ...known }));
  }

  getDisplayName(id: string): string | undefined {
    return this.#participants.get(id)?.displayName;
  }

  getSupportedCommands(): string[] {
    return Object.keys(COMMANDS);
  }

  getSupportedEvents(): string[] {
    return Object.values(EVENTS);
  }

  getRoomsInfo(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'rooms-info' });
  }

  getSessionId(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'session-id' });
  }

  isAudioMuted(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'is-audio-muted' });
  }

  isVideoMuted(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'is-video-muted' });
  }

  isAudioAvailable(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'is-audio-available' });
  }

  isVideoAvailable(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'is-video-available' });
  }

  getAvailableDevices(): Promise<unknown> {
    return this.#transport.sendRequest({ type: 'devices', name: 'getAvailableDevices' });
  }

  getCurrentDevices(): Promise<unknown> {
    return this.#transport.sendRequest({ type: 'devices', name: 'getCurrentDevices' });
  }

  setAudioInputDevice(label: string, id?: string): Promise<unknown> {
    return this.#setDevice('audioinput', label, id);
  }

  setVideoInputDevice(label: string, id?: string): Promise<unknown> {
    return this.#setDevice('videoinput', label, id);
  }

  getConnectionStats(): Promise<unknown> {
    return this.#transport.sendRequest({ name: 'get-connection-stats' });
  }

  #setDevice(kind: string, label: string, id?: string): Promise<unknown> {
    return this.#transport.sendRequest({ type: 'devices', name: 'setDevice', device: { kind, label, id } });
  }

  #receive({ name, ...data }: Fields): void {
    if (typeof name !== 'string') return;
    this.#remember(name, data);
    const event = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
    if (event !== undefined) this.#emitter.emit(event, data);
  }

  #remember(name: string, data: Fields): void {
    const id = data['id'];
    if (name === 'video-conference-left') {
      if (this.#ownId !== undefined) this.#participants.delete(this.#ownId);
      this.#ownId = undefined;
    }
    if (typeof id !== 'string') return;
    if (name === 'video-conference-joined') this.#ownId = id;
    if (name === 'video-conference-joined' || name === 'participant-joined') {
      this.#participants.set(id, pick(data));
    } else if (name === 'participant-left') {
      this.#participants.delete(id);
    }
  }
}

function pick(data: Fields): Known {
  const known: Known = {};
  if (typeof data['displayName'] === 'string') known.displayName = data['displayName'];
  if (typeof data['formattedDisplayName'] === 'string') known.formattedDisplayName = data['formattedDisplayName'];
  return known;
}

/** Numbers are pixels; a length or percentage is taken as it is; anything else fills the parent. */
function size(value: number | string | undefined): string {
  if (typeof value === 'number') return `${value}px`;
  const known = typeof value === 'string' && /^\d+(\.\d+)?(px|em|rem|pt|%|[dsl]?v[hw])$/.test(value);
  return known ? value : '100%';
}

const host: unknown = window;
if (isRecord(host)) host['JitsiMeetExternalAPI'] = JitsiMeetExternalAPI;
