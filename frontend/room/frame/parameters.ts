/** What the host page tells the room in its address. The token travels in the fragment, which no server sees. */

import { isRecord } from './envelope';

export interface HostOptions {
  roomName?: string;
  jwt?: string;
  lang?: string;
  configOverwrite?: Record<string, unknown>;
  interfaceConfigOverwrite?: Record<string, unknown>;
  userInfo?: { displayName?: string; email?: string };
  devices?: Record<string, unknown>;
}

export interface RoomParameters {
  /** Absent when the page was opened by itself. */
  apiId: number | undefined;
  /** The room's name, which is the call's id. */
  room: string;
  jwt: string;
  lang: string;
  displayName: string;
  config: Record<string, unknown>;
}

/** The address of the room's page, `base` being the directory it is served from. */
export function roomUrl(base: string, apiId: number, options: HostOptions): string {
  const url = new URL(base);
  url.searchParams.set('room', options.roomName ?? '');
  const lang = options.lang ?? options.configOverwrite?.['defaultLanguage'];
  if (typeof lang === 'string') url.searchParams.set('lang', lang);
  const parts: [string, unknown][] = [['jitsi_meet_external_api_id', apiId]];
  if (options.jwt !== undefined) parts.push(['jwt', options.jwt]);
  for (const [prefix, values] of [
    ['config', options.configOverwrite],
    ['interfaceConfig', options.interfaceConfigOverwrite],
    ['devices', options.devices],
    ['userInfo', options.userInfo],
  ] as const) {
    for (const [key, value] of Object.entries(values ?? {})) parts.push([`${prefix}.${key}`, value]);
  }
  url.hash = parts
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(JSON.stringify(value))}`)
    .join('&');
  return url.href;
}

export function readParameters(location: { search: string; hash: string }): RoomParameters {
  const query = new URLSearchParams(location.search);
  const hash = parseHash(location.hash);
  const apiId = hash.get('jitsi_meet_external_api_id');
  const config: Record<string, unknown> = {};
  for (const [key, value] of hash) {
    if (key.startsWith('config.')) config[key.slice('config.'.length)] = value;
  }
  return {
    apiId: typeof apiId === 'number' ? apiId : undefined,
    room: query.get('room') ?? '',
    jwt: text(hash.get('jwt')),
    lang: query.get('lang') ?? text(config['defaultLanguage']),
    displayName: text(hash.get('userInfo.displayName')),
    config,
  };
}

/** Values are JSON; what is not is dropped, as is a key that would reach an object's prototype. */
function parseHash(hash: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const cut = part.indexOf('=');
    if (cut <= 0 || /(^|\.)(__proto__|constructor|prototype)(\.|$)/.test(part.slice(0, cut))) continue;
    try {
      values.set(part.slice(0, cut), JSON.parse(decodeURIComponent(part.slice(cut + 1))));
    } catch {
      // A malformed value is as if it were not there.
    }
  }
  return values;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The names of the toolbar's buttons, or nothing when the host did not choose. */
export function toolbarButtons(config: Record<string, unknown>): string[] | undefined {
  const buttons = config['toolbarButtons'];
  return Array.isArray(buttons) ? buttons.filter((name) => typeof name === 'string') : undefined;
}

/** Whether the host asked to start without this kind of media. */
export function startsMuted(config: Record<string, unknown>, kind: 'audio' | 'video'): boolean {
  if (config['startAudioOnly'] === true && kind === 'video') return true;
  return config[kind === 'audio' ? 'startWithAudioMuted' : 'startWithVideoMuted'] === true;
}

/** The claims of a token, unverified: only to greet its bearer by name before the server has spoken. */
export function nameInToken(jwt: string): string {
  try {
    const payload = (jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const context = isRecord(claims) ? claims['context'] : undefined;
    const user = isRecord(context) ? context['user'] : undefined;
    return isRecord(user) ? text(user['name']) : '';
  } catch {
    return '';
  }
}
