import { once } from 'node:events';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Test } from 'tap';

/** Starts a mail server without TLS that closes with its test. Answers its address: `127.0.0.1:<port>`. */
export async function mailServerWith(t: Pick<Test, 'teardown'>, options: SMTPServerOptions): Promise<string> {
  const server = new SMTPServer({ authOptional: true, allowInsecureAuth: true, disabledCommands: ['STARTTLS'], ...options });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const closed = (): Promise<void> =>
    new Promise((done) => {
      server.close(done);
    });
  t.teardown(closed);
  const address = listening.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** A mail server that answers each message by a script, and keeps the accepted messages. */
export async function mailServer(
  t: Pick<Test, 'teardown'>,
  script: readonly ('accept' | number)[],
): Promise<{ url: string; accepted: Email[]; tried: () => number }> {
  const accepted: Email[] = [];
  let tried = 0;
  const at = await mailServerWith(t, {
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
  return { url: `smtp://${at}`, accepted, tried: () => tried };
}
