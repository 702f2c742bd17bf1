/** The envelope of the IFrame API's messages: a JSON string, the same in both directions. */

export const READY = '__ready__';
export const MESSAGE = 'message';

export interface Letter {
  method: string;
  params: unknown;
}

/** The scope of one embedded room: `id` counts the rooms that the host page has made. */
export function scopeOf(id: number): string {
  return `jitsi_meet_external_api_${id}`;
}

export function seal(scope: string, letter: Letter): string {
  return JSON.stringify({ postis: true, scope, method: letter.method, params: letter.params });
}

/** The letter in `raw`, or nothing when it is not an envelope of this scope. */
export function open(raw: unknown, scope: string): Letter | undefined {
  if (typeof raw !== 'string') return undefined;
  let envelope: unknown;
  try {
    envelope = JSON.parse(raw);
  } catch {
    return undefined; // other scripts post strings too
  }
  if (!isRecord(envelope) || envelope['postis'] !== true || envelope['scope'] !== scope) return undefined;
  const method = envelope['method'];
  return typeof method === 'string' ? { method, params: envelope['params'] } : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
