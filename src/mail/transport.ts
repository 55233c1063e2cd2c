/** A message as it leaves: headers are set by the transport from these fields and never templated raw. */
export interface Message {
  /** Stable for one mail, so a repeat after a crash is recognised (SO30): `<id@host>`. */
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Hands a message to a mail server, or to the local mailbox. Resolves only once the message is accepted. Throws `MailRefused`. */
export interface Transport {
  send(message: Message): Promise<void>;
  close(): Promise<void>;
}

/** The server refused; `permanent` for 5xx (stop and flag), else try again later (SO31). */
export class MailRefused extends Error {
  override name = 'MailRefused';
  readonly permanent: boolean;
  constructor(message: string, options: { readonly permanent: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.permanent = options.permanent;
  }
}

/** Turns every run of control characters and line breaks into a space, so that nothing typed can begin a new header (SO32). */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
