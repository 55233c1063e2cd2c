import { createTransport } from 'nodemailer';
import { oneLine, MailRefused, type Message, type Transport } from './transport.ts';

/** How long to wait for the server, in milliseconds. */
export interface Patience {
  readonly connect: number;
  readonly greeting: number;
  readonly silence: number;
}

const patience: Patience = { connect: 10_000, greeting: 10_000, silence: 20_000 };

/**
 * Sends through an SMTP server, one connection a message. `from` is `Name <address>`. A 5xx on the message or its recipient is
 * permanent. Any other failure, a wrong password included, is tried again: the operator can mend it (SO31).
 */
export function smtpTransport(url: string, from: string, wait: Patience = patience): Transport {
  const smtp = createTransport({
    url,
    connectionTimeout: wait.connect,
    greetingTimeout: wait.greeting,
    socketTimeout: wait.silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      try {
        await smtp.sendMail({ from: oneLine(from), ...headersOf(message), text: message.text, html: message.html });
      } catch (error) {
        throw refusalOf(error);
      }
    },
    close() {
      smtp.close();
      return Promise.resolve();
    },
  };
}

function headersOf(message: Message) {
  return {
    to: { name: oneLine(message.to.name), address: oneLine(message.to.address) },
    subject: oneLine(message.subject),
    messageId: message.messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
  };
}

function refusalOf(error: unknown): MailRefused {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const answer = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const permanent = answer >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const said = answer > 0 ? `the server answered ${answer}` : `the server did not answer (${code === '' ? 'unknown' : code})`;
  return new MailRefused(said, { permanent, cause: error });
}
