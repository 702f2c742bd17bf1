/** The frames of the call's socket; `crates/wire/src/signal.rs` describes the same ones for the server. */

import { isRecord } from '../frame/envelope';

export const SUB_PROTOCOL = 'liaison.signal.v1';
/** How often the room says that it is alive, in milliseconds; the server waits three times as long. */
export const PING_MS = 10_000;

export type Role = 'moderator' | 'participant';

export interface Participant {
  id: string;
  name: string;
  role: Role;
  audio: boolean;
  video: boolean;
  user_id?: string;
  /** Came by the client's link. */
  client?: boolean;
}

export type ClientFrame =
  | { type: 'enter'; token: string; name: string; audio: boolean; video: boolean; resume?: string }
  | { type: 'relay'; to: string; data: unknown }
  | { type: 'state'; audio: boolean; video: boolean }
  | { type: 'ping'; hidden: boolean }
  | { type: 'leave' }
  | { type: 'end' }
  | { type: 'kick'; id: string };

export interface Welcome {
  type: 'welcome';
  id: string;
  session_id: string;
  role: Role;
  name: string;
  participants: Participant[];
  ice_servers: RTCIceServer[];
  resume: string;
}

export type ServerFrame =
  | Welcome
  | { type: 'joined'; participant: Participant }
  | { type: 'left'; id: string }
  | { type: 'relay'; from: string; data: unknown }
  | { type: 'state'; id: string; audio: boolean; video: boolean }
  | { type: 'role'; id: string; role: Role }
  | { type: 'ended'; reason: string }
  | { type: 'kicked'; by: string }
  | { type: 'error'; code: string }
  | { type: 'pong' };

/** Close codes after which coming back is no use. */
export const FINAL: Readonly<Record<number, 'refused' | 'kicked' | 'replaced' | 'ended' | 'full' | 'failed'>> = {
  4400: 'failed',
  4401: 'refused',
  4403: 'kicked',
  4409: 'replaced',
  4410: 'ended',
  4423: 'full',
};

/** A frame of the server. It is our own server: the shape is trusted, an unknown kind is passed over. */
export function readServerFrame(text: unknown): ServerFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(text);
    return isRecord(frame) && typeof frame['type'] === 'string' ? (frame as unknown as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
