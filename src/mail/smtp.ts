import { createTransport } from 'nodemailer';
import { oneLine, type Mailbox, MailRefused, type Message, NotTried, type Transport } from './transport.ts';

/** The longest waits for the server, in milliseconds. `whole`: for one message, from connecting to its acceptance (SO35). */
export interface Patience {
  readonly connect: number;
  readonly greeting: number;
  readonly silence: number;
  readonly whole: number;
}

/** `required`: a server without TLS gets neither password nor message (SE7). */
export type Tls = 'required' | 'if-offered';

const patience: Patience = { connect: 10_000, greeting: 10_000, silence: 20_000, whole: 60_000 };
/** The time in milliseconds that a server has to close the connection before the socket is destroyed. */
const farewell = 500;

/**
 * Sends through an SMTP server, one connection a message. `from` is `Name <address>`. A 5xx on the message or its recipient is
 * permanent. Any other failure, a wrong password included, is tried again: the operator can mend it (SO31).
 */
export function smtpTransport(url: string, from: string, tls: Tls, given: Partial<Patience> = {}): Transport {
  const wait = { ...patience, ...given };
  const smtp = createTransport({ url, ...limits(wait), requireTLS: tls === 'required' });
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  const converse = async (message: Message): Promise<void> => {
    const deadline = AbortSignal.timeout(wait.whole);
    const signal = AbortSignal.any([deadline, closing.signal]);
    try {
      await smtp.sendMail({ from: oneLine(from), ...headersOf(message), text: message.text, html: message.html, signal });
    } catch (error) {
      if (closing.signal.aborted) throw new NotTried('the service is stopping', { cause: error });
      if (!deadline.aborted) throw refusalOf(error);
      throw new MailRefused(`the server did not take it within ${wait.whole / 1000} seconds`, { permanent: false, about: 'server' });
    }
  };
  return {
    async send(message) {
      if (closing.signal.aborted) throw new NotTried('the service is stopping');
      const sending = converse(message);
      underWay.add(sending);
      await sending.finally(() => underWay.delete(sending));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
      smtp.close();
    },
  };
}

/** Greets a server and signs in, as for a message, and sends none. Throws `MailRefused`. */
export async function tryServer(url: string, tls: Tls): Promise<void> {
  const smtp = createTransport({ url, ...limits(patience), requireTLS: tls === 'required' });
  try {
    await smtp.verify();
  } catch (error) {
    throw refusalOf(error);
  } finally {
    smtp.close();
  }
}

function limits({ connect, greeting, silence }: Patience) {
  return {
    connectionTimeout: connect,
    greetingTimeout: greeting,
    socketTimeout: silence,
    socketCloseTimeout: farewell,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}

function headersOf(message: Message) {
  return {
    to: clean(message.to),
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo.map(clean) }),
    subject: oneLine(message.subject),
    messageId: message.messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply', ...unsubscribeOf(message) },
  };
}

/** The headers by which a mail program offers to stop such mails. A program presses only an address of https (RFC 8058). */
function unsubscribeOf({ unsubscribe }: Message): Readonly<Record<string, string>> {
  if (unsubscribe === undefined) return {};
  const press = unsubscribe.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {};
  return { 'List-Unsubscribe': `<${oneLine(unsubscribe)}>`, ...press };
}

function clean({ name, address }: Mailbox): Mailbox {
  return { name: oneLine(name), address: oneLine(address) };
}

const noTls = 'the server offers no TLS: set SMTP_URL to one that does, or ALLOW_PLAIN_MAIL=true';

function refusalOf(error: unknown): MailRefused {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const answer = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  // The sender is a setting: a server that refuses the sender refuses every mail.
  const isSender = error instanceof Error && 'command' in error && error.command === 'MAIL FROM';
  const isAboutMessage = !isSender && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const said =
    code === 'ETLS'
      ? noTls
      : answer > 0
        ? `the server answered ${answer}`
        : `the server did not answer (${code === '' ? 'unknown' : code})`;
  // 421: the server is closing, so its answer says nothing about the message.
  const about = isAboutMessage && answer > 0 && answer !== 421 ? 'message' : 'server';
  return new MailRefused(said, { permanent: answer >= 500 && isAboutMessage, about, cause: error });
}
