/** A person's mailbox. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** A message as it leaves: headers are set by the transport from these fields and never templated raw. */
export interface Message {
  /** Stable for one mail, so a repeat after a crash is recognised (SO30): `<id@host>`. */
  readonly messageId: string;
  readonly to: Mailbox;
  /** The mailboxes that an answer goes to; absent where it goes to the sender (MA4). */
  readonly replyTo?: readonly Mailbox[];
  /** The address that stops mails of this kind, also by one press of a mail program (RFC 8058); absent where there is none (MA10). */
  readonly unsubscribe?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Hands messages to a mail server, or to the local mailbox. */
export interface Transport {
  /** Resolves once the message is accepted. Throws `MailRefused` or `NotTried`. */
  send(message: Message): Promise<void>;
  /** The number of messages that may be tried at once now; 0 during a pause of the mail server. Absent: no limit. */
  room?(): number;
  /** Ends the conversations under way. Their messages count as not tried. */
  close(): Promise<void>;
}

interface Refusing {
  readonly permanent: boolean;
  /** `server`: the server is away, is silent, or takes no mail at all. It gave no answer about the message. */
  readonly about?: 'message' | 'server';
  readonly cause?: unknown;
}

/** The server refused; `permanent` for 5xx (stop and flag), else try again later (SO31). */
export class MailRefused extends Error {
  override name = 'MailRefused';
  readonly permanent: boolean;
  readonly about: 'message' | 'server';
  constructor(message: string, { permanent, about = 'message', cause }: Refusing) {
    super(message, { cause });
    this.permanent = permanent;
    this.about = about;
  }
}

/** The message was not tried, and spends no try: the mail server has a pause, or the service is stopping. */
export class NotTried extends Error {
  override name = 'NotTried';
}

/** Turns every run of control characters and line breaks into a space, so that nothing typed can begin a new header (SO32). */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
