/**
 * A stand-in for the application around the built-in room: serves the built page under the application's content
 * security policy and speaks the server's half of the call's socket, without a database or a sign-in.
 */

import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { WebSocketServer, type WebSocket } from 'ws';

const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '../..');
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self' blob: mediastream:; frame-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Seat {
  socket: WebSocket;
  /** How often this participant was welcomed: more than once after a lost connection. */
  welcomes: number;
  person: { id: string; name: string; role: string; audio: boolean; video: boolean; user_id?: string };
}

/** The fields of all the browser's frames at once. */
interface Frame {
  type: string;
  token: string;
  resume?: string;
  audio: boolean;
  video: boolean;
  to: string;
  id: string;
  data: unknown;
}

interface User {
  id: string;
  name: string;
  moderator?: boolean;
}

const KEY = randomBytes(32);
const sign = (text: string) => createHmac('sha256', KEY).update(text).digest();

/** A room token as the server makes them, signed by this double's key. */
export function token(room: string, user: User): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ aud: 'jitsi', room, context: { user } })}`;
  return `${signed}.${sign(signed).toString('base64url')}`;
}

/** The claims of a token that this double signed. */
function read(text: string): { room?: string; context: { user: User } } | undefined {
  const [head = '', body = '', signature = ''] = text.split('.');
  const [given, right] = [Buffer.from(signature, 'base64url'), sign(`${head}.${body}`)];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as { room?: string; context: { user: User } };
}

export class RoomServer {
  readonly origin: string;
  readonly #http;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #calls = new Map<string, { session: string; seats: Map<string, Seat> }>();
  readonly #ended = new Set<string>();

  static async start(): Promise<RoomServer> {
    const directory = mkdtempSync(join(tmpdir(), 'liaison-room-'));
    execFileSync(process.execPath, [join(ROOT, 'frontend/room/build.mjs'), directory]);
    for (const name of ['api-host', 'raw-host', 'forger']) {
      buildSync({ entryPoints: [join(ROOT, `e2e/room/${name}.ts`)], bundle: true, format: 'esm', outfile: join(directory, `${name}.js`) });
    }
    const http = createServer((request, response) => {
      void serve(directory, request.url ?? '/').then(({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-store' });
        response.end(body);
      });
    });
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    return new RoomServer(http);
  }

  private constructor(http: ReturnType<typeof createServer>) {
    this.#http = http;
    this.origin = `http://localhost:${(http.address() as AddressInfo).port}`;
    http.on('upgrade', (request, socket, head) => {
      const call = /^\/api\/v1\/calls\/([^/]+)\/signal$/.exec(request.url ?? '')?.[1];
      if (call === undefined || request.headers['sec-websocket-protocol'] !== 'liaison.signal.v1') {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#serveSocket(call, opened));
    });
  }

  /** Who is in the call, as the server sees it. */
  people(call: string): Seat['person'][] {
    return [...(this.#calls.get(call)?.seats.values() ?? [])].map(({ person }) => person);
  }

  /** Someone without a browser: listed, but exchanging no media. Returns what makes them leave. */
  ghost(call: string, name: string): { id: string; leave: () => void } {
    const id = this.#seat(call, { send: () => undefined, close: () => undefined } as unknown as WebSocket, { id: randomUUID(), name }, { audio: true, video: false });
    return { id, leave: () => this.#leave(call, id) };
  }

  /** Cuts a participant's connection as a lost network would, keeping the seat. */
  cut(call: string, id: string): void {
    this.#calls.get(call)?.seats.get(id)?.socket.terminate();
  }

  welcomes(call: string, id: string): number {
    return this.#calls.get(call)?.seats.get(id)?.welcomes ?? 0;
  }

  kick(call: string, id: string): void {
    const seat = this.#calls.get(call)?.seats.get(id);
    if (seat === undefined) return;
    say(seat, { type: 'kicked', by: '' });
    seat.socket.close(4403);
    this.#leave(call, id);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((closed) => this.#http.close(closed));
  }

  #serveSocket(call: string, socket: WebSocket): void {
    let id = '';
    socket.on('message', (raw: Buffer) => {
      const frame = JSON.parse(raw.toString()) as Frame;
      if (id === '') id = this.#enter(call, socket, frame);
      else this.#take(call, id, frame);
    });
    socket.on('close', (code) => {
      // Only a clean farewell frees the seat, as on the real server.
      if (id !== '' && [1000, 1001].includes(code) && this.#calls.get(call)?.seats.get(id)?.socket === socket) this.#leave(call, id);
    });
  }

  #enter(call: string, socket: WebSocket, frame: Frame): string {
    if (this.#ended.has(call)) {
      socket.close(4410);
      return '';
    }
    const known = this.#calls.get(call)?.seats.get(frame.resume ?? '');
    if (known !== undefined) {
      known.socket = socket;
      this.#welcome(call, known);
      return known.person.id;
    }
    const claims = read(String(frame.token));
    if (frame.type !== 'enter' || claims?.room !== call) {
      socket.close(4401);
      return '';
    }
    return this.#seat(call, socket, claims.context.user, { audio: frame.audio, video: frame.video });
  }

  #seat(call: string, socket: WebSocket, user: User, state: { audio: boolean; video: boolean }): string {
    let room = this.#calls.get(call);
    if (room === undefined) this.#calls.set(call, (room = { session: randomUUID(), seats: new Map() }));
    const role = user.moderator === true ? 'moderator' : 'participant';
    const seat: Seat = { socket, welcomes: 0, person: { id: randomBytes(4).toString('hex'), name: user.name, role, user_id: user.id, ...state } };
    room.seats.set(seat.person.id, seat);
    this.#welcome(call, seat);
    this.#others(call, seat.person.id, { type: 'joined', participant: seat.person });
    return seat.person.id;
  }

  #welcome(call: string, seat: Seat): void {
    const { id, role, name } = seat.person;
    seat.welcomes += 1;
    const participants = this.people(call).filter((person) => person.id !== id);
    const session_id = this.#calls.get(call)?.session;
    say(seat, { type: 'welcome', id, session_id, role, name, participants, ice_servers: [], resume: id });
  }

  #take(call: string, id: string, frame: Frame): void {
    const room = this.#calls.get(call);
    const seat = room?.seats.get(id);
    if (room === undefined || seat === undefined) return;
    if (frame.type === 'relay') {
      const to = room.seats.get(frame.to);
      if (to !== undefined) say(to, { type: 'relay', from: id, data: frame.data });
    } else if (frame.type === 'state') {
      Object.assign(seat.person, { audio: frame.audio, video: frame.video });
      this.#others(call, id, { type: 'state', id, audio: frame.audio, video: frame.video });
    } else if (frame.type === 'ping') {
      say(seat, { type: 'pong' });
    } else if (frame.type === 'leave') {
      this.#leave(call, id);
    } else if (frame.type === 'end' && seat.person.role === 'moderator') {
      this.#ended.add(call);
      for (const other of room.seats.values()) {
        say(other, { type: 'ended', reason: 'moderator' });
        other.socket.close(4410);
      }
      this.#calls.delete(call);
    } else if (frame.type === 'kick' && seat.person.role === 'moderator') {
      this.kick(call, frame.id);
    }
  }

  #leave(call: string, id: string): void {
    if (this.#calls.get(call)?.seats.delete(id) === true) this.#others(call, id, { type: 'left', id });
  }

  #others(call: string, id: string, frame: unknown): void {
    for (const seat of this.#calls.get(call)?.seats.values() ?? []) if (seat.person.id !== id) say(seat, frame);
  }
}

function say(seat: Seat, frame: unknown): void {
  seat.socket.send(JSON.stringify(frame));
}

/** `/room/…` is the built page; the others are host pages that only load a script. */
async function serve(directory: string, address: string): Promise<{ status: number; type: string; body: string | Buffer }> {
  const path = normalize(new URL(address, 'http://localhost').pathname);
  const host = /^\/(raw-host|api-host|forger)$/.exec(path)?.[1];
  if (host !== undefined) {
    const api = host === 'api-host' ? '<script src="/room/external_api.js"></script>' : '';
    const body = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/host.css">${api}<script type="module" src="/room/${host}.js"></script><body><div id="place"></div></body></html>`;
    return { status: 200, type: TYPES['.html'] ?? '', body };
  }
  if (path === '/host.css') {
    return { status: 200, type: TYPES['.css'] ?? '', body: 'html,body,#place,iframe{height:100%;width:100%;margin:0;border:0;display:block}' };
  }
  const file = path === '/room/' ? 'index.html' : path.replace(/^\/room\//, '');
  try {
    if (!path.startsWith('/room/')) throw new Error('elsewhere');
    return { status: 200, type: TYPES[extname(file)] ?? 'application/octet-stream', body: await readFile(join(directory, file)) };
  } catch {
    return { status: 404, type: 'text/plain', body: 'not found' };
  }
}
