import { once } from 'node:events';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Test } from 'tap';

/** Resolves once a mail server has closed. */
export function closing(server: SMTPServer): Promise<void> {
  return new Promise((done) => {
    server.close(done);
  });
}

/** A mail server that answers each message as its script says, and keeps what it accepted. */
export async function mailServer(
  t: Pick<Test, 'teardown'>,
  script: readonly ('accept' | number)[],
): Promise<{ url: string; accepted: Email[]; tried: () => number }> {
  const accepted: Email[] = [];
  let tried = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, callback) {
      const answer = script[Math.min(tried, script.length - 1)] ?? 'accept';
      tried += 1;
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (answer !== 'accept') {
          callback(Object.assign(new Error('said no'), { responseCode: answer }));
          return;
        }
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          accepted.push(mail);
          callback();
        });
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.teardown(() => closing(server));
  const address = listening.address();
  return { url: `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, accepted, tried: () => tried };
}
