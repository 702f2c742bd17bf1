/** Servers of the tests' own: a free port, a data directory of its own, gone afterwards. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const BINARY = process.env['E2E_SERVER'] ?? join(root, 'target/debug/liaison');

/** What is in the database when the server starts: the demo practice, or nothing. */
export type Seed = 'demo' | 'empty';

/** A directory with the demo practice, from which servers of their own begin: making it takes seconds, a copy none. */
export class Practice {
  private constructor(readonly directory: string) {}

  static async make(): Promise<Practice> {
    const directory = await mkdtemp(join(tmpdir(), 'liaison-e2e-'));
    await promisify(execFile)(BINARY, ['demo'], { cwd: directory, env: environment(directory, {}) });
    return new Practice(directory);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Only what a server needs: a developer's own `LIAISON_…` settings must not leak into the tests. */
function environment(directory: string, settings: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(LIAISON_|DATABASE_URL$|E2E_)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    LIAISON_DATA_DIR: join(directory, 'data'),
    LIAISON_KEY_FILE: join(directory, 'liaison.key'),
    LIAISON_WEB_DIR: join(root, 'dist'),
    LIAISON_LISTEN: '127.0.0.1:0',
    ...settings,
  };
}

export class Server {
  private constructor(
    /** Where browsers reach it, without a slash at the end. */
    readonly url: string,
    /** Its directory: data, key and nothing else. */
    readonly directory: string,
    private readonly process: ChildProcess,
    private readonly printed: string[],
  ) {}

  /** Starts a server, with a copy of the practice or with nothing, and waits until it says where it listens. */
  static async start(practice: Practice | undefined, settings: Record<string, string> = {}): Promise<Server> {
    const directory = await mkdtemp(join(tmpdir(), 'liaison-e2e-'));
    const options = { cwd: directory, env: environment(directory, settings) };
    if (practice) await cp(practice.directory, directory, { recursive: true });
    const child = spawn(BINARY, ['serve'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: string[] = [];
    const url = await new Promise<string>((found, failed) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          printed.push(line);
          const address = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(line);
          if (address) found(address[0]);
        });
      }
      child.once('error', failed);
      child.once('exit', (code) => failed(new Error(`the server ended at once (${code})\n${printed.join('\n')}`)));
    }).catch(async (error: unknown) => {
      await rm(directory, { recursive: true, force: true });
      throw error;
    });
    return new Server(url, directory, child, printed);
  }

  /** Everything it printed so far. */
  get log(): string {
    return this.printed.join('\n');
  }

  /** Ends it at once, as a power cut would; its data stays. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it in its own way and removes its data. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill(signal);
    await ended;
  }
}
