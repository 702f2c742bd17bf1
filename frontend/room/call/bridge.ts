/** The room's side of the IFrame API: what the host page is told, and what it may ask and command. */

import { isRecord } from '../frame/envelope';
import type { RoomParameters } from '../frame/parameters';
import { Transport, type Fields } from '../frame/transport';
import { availableDevices, currentDevices, setDevice } from '../media/devices';
import type { Refusals } from '../media/local';
import { connectionStats } from '../media/stats';
import type { Call, Over } from './call';

export class Bridge {
  readonly #call: Call;
  readonly #parameters: RoomParameters;
  readonly #transport: Transport | undefined;
  #inCall = false;
  #said: { audio?: boolean; video?: boolean } = {};

  constructor(call: Call, parameters: RoomParameters) {
    this.#call = call;
    this.#parameters = parameters;
    if (parameters.apiId !== undefined && window.parent !== window) {
      // The application embeds its own room: any other origin, even as a parent, is not listened to.
      this.#transport = new Transport(
        { id: parameters.apiId, other: () => window.parent, origin: location.origin },
        { event: (data) => this.#command(data), request: (data) => this.#answer(data) },
      );
    }
    this.#follow();
    this.#send('browser-support', { supported: 'RTCPeerConnection' in window });
    this.#send('ready');
  }

  /** The user has seen the last panel; the host may take the room away. */
  readyToClose(): void {
    this.#send('video-ready-to-close');
  }

  #send(name: string, fields: Fields = {}): void {
    this.#transport?.sendEvent({ name, ...fields });
  }

  #follow(): void {
    const call = this.#call;
    call.on('joined', (participant) => {
      const { id, name, role, user_id } = participant;
      const userContext = user_id === undefined ? {} : { userContext: { id: user_id, name } };
      this.#send('participant-joined', { id, displayName: name, formattedDisplayName: name, ...userContext });
      if (role === 'moderator') this.#send('participant-role-changed', { id, role });
      for (const kind of ['audio', 'video'] as const) {
        if (!participant[kind]) this.#send('participant-muted', { id, isMuted: true, mediaType: kind });
      }
    });
    call.on('left', ({ id }) => this.#send('participant-left', { id }));
    call.on('entered', (own) => this.#entered(own));
    call.on('role', ({ id, role }) => this.#send('participant-role-changed', { id, role }));
    call.on('state', ({ participant, kind }) =>
      this.#send('participant-muted', { id: participant.id, isMuted: !participant[kind], mediaType: kind }),
    );
    call.on('kicked', ({ by }) => {
      const kicker = { id: by, name: '' };
      this.#send('participant-kicked-out', { kicked: { id: 'local', name: call.name, local: true }, kicker });
    });
    call.on('over', (why) => this.#over(why));
    call.on('stuck', () => this.#send('error-occurred', { error: STUCK }));
    call.local.on('state', (state) => this.#ownState(state));
    call.local.on('refused', (refusals) => this.#refused(refusals));
    call.loudness.on('dominant', ({ id }) => this.#send('dominant-speaker-changed', { id }));
    navigator.mediaDevices?.addEventListener('devicechange', () => {
      void availableDevices().then((devices) => this.#send('device-list-changed', { devices }));
    });
  }

  #entered({ id, name, role }: { id: string; name: string; role: string }): void {
    const roomName = this.#parameters.room;
    this.#inCall = true;
    this.#send('video-conference-joined', {
      roomName,
      id,
      displayName: name,
      formattedDisplayName: name,
      breakoutRoom: false,
      visitor: false,
    });
    this.#send('participant-role-changed', { id, role });
    const subject = this.#parameters.config['subject'];
    if (typeof subject === 'string') this.#send('subject-change', { subject });
    this.#send('conference-created-timestamp', { timestamp: '' });
  }

  #over(why: Over): void {
    const error = OVER[why];
    if (error !== undefined) this.#send('error-occurred', { error });
    // Before joining there was nothing to leave, but a host that waits must hear that it is over.
    if (this.#inCall || why === 'left') this.#send('video-conference-left', { roomName: this.#parameters.room });
    this.#inCall = false;
    if (why === 'left') this.#send('video-ready-to-close');
  }

  #ownState(state: { audio: boolean; video: boolean }): void {
    for (const kind of ['audio', 'video'] as const) {
      if (this.#said[kind] === state[kind]) continue;
      this.#said[kind] = state[kind];
      this.#send(`${kind}-mute-status-changed`, { muted: !state[kind] });
    }
  }

  #refused(refusals: Refusals): void {
    if (refusals.audio !== undefined) {
      this.#send('mic-error', { type: refusals.audio, message: refusals.audio });
      this.#send('audio-availability-changed', { available: false });
    }
    if (refusals.video !== undefined) {
      this.#send('camera-error', { type: refusals.video, message: refusals.video });
      this.#send('video-availability-changed', { available: false });
    }
  }

  #command(data: Fields): void {
    const args = Array.isArray(data['data']) ? data['data'] : [];
    const call = this.#call;
    switch (data['name']) {
      case 'toggle-audio':
        return void call.local.toggleAudio();
      case 'toggle-video':
        return void call.local.toggleVideo();
      case 'video-hangup':
        return call.leave();
      case 'end-conference':
        return call.endForEveryone();
      case 'kick-participant':
        if (typeof args[0] === 'string') call.kick(args[0]);
        return;
      default:
        console.warn('unknown command', data['name']);
    }
  }

  async #answer(data: Fields): Promise<unknown> {
    const { local, mesh, sessionId } = this.#call;
    if (data['type'] === 'devices') return this.#answerDevices(data);
    switch (data['name']) {
      case 'rooms-info':
        return this.#roomsInfo();
      case 'session-id':
        return sessionId;
      case 'is-audio-muted':
        return !local.audio;
      case 'is-video-muted':
        return !local.video;
      case 'is-audio-available':
        return local.track('audio') !== null || (await availableDevices()).audioInput.length > 0;
      case 'is-video-available':
        return local.track('video') !== null || (await availableDevices()).videoInput.length > 0;
      case 'get-connection-stats':
        return connectionStats(mesh);
      default:
        throw unknownRequest();
    }
  }

  async #answerDevices(data: Fields): Promise<unknown> {
    const { local } = this.#call;
    switch (data['name']) {
      case 'getAvailableDevices':
        return availableDevices();
      case 'getCurrentDevices':
        return currentDevices(local);
      case 'isDeviceChangeAvailable':
        return data['deviceType'] !== 'output';
      case 'isMultipleAudioInputSupported':
        return false;
      case 'setDevice':
        if (isRecord(data['device'])) return setDevice(local, data['device']);
        throw unknownRequest();
      default:
        throw unknownRequest();
    }
  }

  #roomsInfo(): unknown {
    const { id, name, role } = this.#call;
    const { room } = this.#parameters;
    const own = { id: id === '' ? 'local' : id, role: id === '' ? 'none' : role, displayName: name };
    const others = this.#call.others().map((other) => ({
      id: other.id,
      jid: other.id,
      role: other.role,
      displayName: other.name,
      ...(other.user_id === undefined ? {} : { userContext: { id: other.user_id, name: other.name } }),
    }));
    return { rooms: [{ isMainRoom: true, id: room, jid: room, participants: [own, ...others] }] };
  }
}

function unknownRequest(): Error {
  const error = new Error('The room does not know this request.');
  error.name = 'UnknownRequestError';
  return error;
}

/** The server cannot be reached; the room goes on trying. */
const STUCK: Fields = { name: 'connection.droppedError', type: 'CONNECTION', isFatal: false, recoverable: true };

/** The errors of Jitsi for the same occasions. */
const OVER: Partial<Record<Over, Fields>> = {
  ended: {
    name: 'conference.destroyed',
    type: 'CONFERENCE',
    params: ['The meeting has been terminated', null],
    isFatal: false,
  },
  refused: { name: 'connection.passwordRequired', type: 'CONNECTION', message: 'token refused', isFatal: false },
  full: { name: 'conference.max_users', type: 'CONFERENCE', isFatal: false },
  failed: { name: 'connection.otherError', type: 'CONNECTION', isFatal: true },
  replaced: { name: 'conference.connectionError.notAllowed', type: 'CONFERENCE', params: ['replaced'], isFatal: false },
};
