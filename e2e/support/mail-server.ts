/** A mail server that a test tells what to answer. It speaks as much SMTP as the product does. */

import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export class MailServer {
  /** What it answers to the next recipients; without any it takes them. */
  readonly recipients: string[] = [];
  /** What it answers to the next sign-ins. */
  readonly accounts: string[] = [];
  /** The letters it took. */
  readonly taken: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<MailServer> {
    const server = createServer();
    const mail = new MailServer(server);
    server.on('connection', (socket) => void mail.converse(socket));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return mail;
  }

  /** Settings of a server whose mail goes here. */
  get settings(): Record<string, string> {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the mail server does not listen');
    return {
      LIAISON_MAIL__PROVIDER: 'smtp',
      LIAISON_MAIL__HOST: '127.0.0.1',
      LIAISON_MAIL__PORT: String(address.port),
      LIAISON_MAIL__TLS: 'none',
      LIAISON_MAIL__USERNAME: 'liaison',
      LIAISON_MAIL__PASSWORD: 'a password',
    };
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }

  private async converse(socket: Socket): Promise<void> {
    const say = (text: string) => socket.write(`${text}\r\n`, 'latin1');
    socket.on('error', () => socket.destroy());
    let letter: string[] | undefined;
    say('220 post.example ESMTP');
    for await (const line of createInterface({ input: socket })) {
      if (letter) {
        if (line !== '.') {
          letter.push(line);
          continue;
        }
        this.taken.push(letter.join('\n'));
        letter = undefined;
        say('250 taken');
        continue;
      }
      const verb = (line.split(/[ :]/)[0] ?? '').toUpperCase();
      if (verb === 'EHLO') say('250-post.example\r\n250 AUTH PLAIN');
      else if (verb === 'AUTH') say(this.accounts.shift() ?? '235 welcome');
      else if (verb === 'RCPT') say(this.recipients.shift() ?? '250 ok');
      else if (verb === 'DATA') {
        letter = [];
        say('354 go ahead');
      } else if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('250 ok');
    }
  }
}
