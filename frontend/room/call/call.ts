/** The call: who is in it, what they show, and how it ends. It knows neither the host page nor the view. */

import { Emitter } from '../frame/emitter';
import { LocalMedia } from '../media/local';
import { Loudness } from '../media/loudness';
import { Mesh } from '../media/mesh';
import type { Participant, Role, ServerFrame, Welcome } from '../signal/frames';
import { SignalSocket, type Ending } from '../signal/socket';

/** How long someone whom the server no longer lists, but whose media still flows, has to come back. */
const GRACE_MS = 10_000;

export type Over = 'left' | Ending;

interface CallEvents {
  /** Someone else is here; those who were here before us come before `entered`. */
  joined: Participant;
  left: Participant;
  entered: { id: string; name: string; role: Role; again: boolean };
  state: { participant: Participant; kind: 'audio' | 'video' };
  role: { id: string; role: Role };
  reconnecting: boolean;
  /** The server was not reached for a while. */
  stuck: undefined;
  kicked: { by: string };
  over: Over;
}

export class Call extends Emitter<CallEvents> {
  readonly local = new LocalMedia();
  readonly mesh = new Mesh(this.local);
  readonly loudness = new Loudness(this.local, this.mesh);
  readonly callId: string;
  readonly #token: string;
  readonly #others = new Map<string, Participant>();
  readonly #grace = new Map<string, ReturnType<typeof setTimeout>>();
  #socket: SignalSocket | undefined;
  #resume: string | undefined;
  #ended: Over | undefined;
  id = '';
  sessionId = '';
  role: Role = 'participant';
  name: string;

  constructor(callId: string, token: string, name: string) {
    super();
    this.callId = callId;
    this.#token = token;
    this.name = name;
    this.mesh.on('relay', ({ to, data }) => this.#socket?.send({ type: 'relay', to, data }));
    this.local.on('state', ({ audio, video }) => this.#socket?.send({ type: 'state', audio, video }));
    window.addEventListener('pagehide', () => this.leave());
  }

  others(): Participant[] {
    return [...this.#others.values()];
  }

  get isOver(): boolean {
    return this.#ended !== undefined;
  }

  enter(): void {
    if (this.#socket !== undefined) return;
    const url = new URL(`/api/v1/calls/${encodeURIComponent(this.callId)}/signal`, location.href);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    this.#socket = new SignalSocket(url.href, {
      enter: () => ({
        type: 'enter',
        token: this.#token,
        name: this.name,
        audio: this.local.audio,
        video: this.local.video,
        ...(this.#resume === undefined ? {} : { resume: this.#resume }),
      }),
      frame: (frame) => this.#take(frame),
      lost: () => this.emit('reconnecting', true),
      stuck: () => this.emit('stuck', undefined),
      over: (why) => this.#finish(why),
    });
  }

  leave(): void {
    this.#finish('left');
  }

  /** Asks the server to end the call for everyone; only a moderator's wish is heard. */
  endForEveryone(): void {
    if (this.role === 'moderator') this.#socket?.send({ type: 'end' });
  }

  kick(id: string): void {
    if (this.role === 'moderator') this.#socket?.send({ type: 'kick', id });
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'joined':
        return this.#add(frame.participant, false);
      case 'left':
        return this.#remove(frame.id);
      case 'relay':
        return this.mesh.receive(frame.from, frame.data);
      case 'state':
        return this.#setState(frame.id, frame);
      case 'role':
        return this.#setRole(frame.id, frame.role);
      case 'ended':
        return this.#finish('ended');
      case 'kicked':
        return this.#finish('kicked', frame.by);
      case 'error':
      case 'pong':
        return; // what an error ends, the close code says
    }
  }

  #welcome(welcome: Welcome): void {
    const again = this.id !== '';
    if (again && welcome.id !== this.id) {
      // The server took us for someone new, so nothing of the old links holds.
      for (const { id } of this.others()) this.#remove(id);
    }
    const same = welcome.id === this.id;
    this.#resume = welcome.resume;
    this.id = welcome.id;
    this.sessionId = welcome.session_id;
    this.role = welcome.role;
    this.name = welcome.name;
    this.mesh.begin(welcome.id, welcome.ice_servers);
    this.loudness.setOwnId(welcome.id);
    for (const participant of welcome.participants) {
      // Anyone who came while we were away has invited us already; the server kept that for us.
      if (this.#others.has(participant.id)) this.#refresh(participant);
      else this.#add(participant, !same);
    }
    this.#missMissing(new Set(welcome.participants.map(({ id }) => id)));
    this.#socket?.send({ type: 'state', audio: this.local.audio, video: this.local.video });
    if (again) this.emit('reconnecting', false);
    if (!same) this.emit('entered', { id: this.id, name: this.name, role: this.role, again });
  }

  #missMissing(listed: Set<string>): void {
    for (const { id } of this.others()) {
      if (listed.has(id)) continue;
      if (this.mesh.state(id) !== 'connected') this.#remove(id);
      else if (!this.#grace.has(id)) this.#grace.set(id, setTimeout(() => this.#remove(id), GRACE_MS));
    }
  }

  #add(participant: Participant, invite: boolean): void {
    if (participant.id === this.id) return;
    if (this.#others.has(participant.id)) return this.#refresh(participant);
    this.#others.set(participant.id, participant);
    this.mesh.add(participant.id, invite);
    this.emit('joined', participant);
  }

  #refresh(participant: Participant): void {
    clearTimeout(this.#grace.get(participant.id));
    this.#grace.delete(participant.id);
    this.#setState(participant.id, participant);
    this.#setRole(participant.id, participant.role);
  }

  #remove(id: string): void {
    const participant = this.#others.get(id);
    clearTimeout(this.#grace.get(id));
    this.#grace.delete(id);
    if (participant === undefined) return;
    this.#others.delete(id);
    this.mesh.remove(id);
    this.emit('left', participant);
  }

  #setState(id: string, state: { audio: boolean; video: boolean }): void {
    const participant = this.#others.get(id);
    if (participant === undefined) return;
    for (const kind of ['audio', 'video'] as const) {
      if (participant[kind] === state[kind]) continue;
      participant[kind] = state[kind];
      this.emit('state', { participant, kind });
    }
  }

  #setRole(id: string, role: Role): void {
    const participant = this.#others.get(id);
    const before = participant?.role ?? (id === this.id ? this.role : role);
    if (participant !== undefined) participant.role = role;
    else if (id === this.id) this.role = role;
    if (before !== role) this.emit('role', { id, role });
  }

  #finish(why: Over, by = ''): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    // A host closes this page as soon as it hears of the end: the farewell has to be out by then.
    const farewell = why === 'left' ? this.#socket?.leave() : this.#socket?.close();
    for (const { id } of this.others()) this.#remove(id);
    this.mesh.removeAll();
    this.loudness.stop();
    this.local.stop();
    if (why === 'kicked') this.emit('kicked', { by });
    if (farewell === undefined) this.emit('over', why);
    else void farewell.then(() => this.emit('over', why));
  }
}
