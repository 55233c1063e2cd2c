import type { IncomingMessage } from 'node:http';
import type * as Y from 'yjs';
import type { DraftKey } from '../store/drafts.ts';

/** What a person may do in a room now; `name` and `organisation` are what others see of them. */
export interface Admission {
  readonly may: 'write' | 'read';
  readonly member: string;
  /** The session that admitted them: its end evicts the socket. */
  readonly session: string;
  readonly name: string;
  readonly organisation: string;
}

/** Judges the person, never the lock (CO5); asked at every connection and again whenever rights may have changed. */
export interface Gate {
  /** Null where nothing may be seen: the answer is the same for what does not exist (404 before the upgrade). */
  admit(request: IncomingMessage, key: DraftKey): Promise<Admission | null>;
  /** Asks again for a socket that is open. */
  stillAdmitted(admission: Admission, key: DraftKey): Promise<Admission | null>;
}

/** Where the live server reports what an operator may need to know. */
export interface Logger {
  warn(what: object, message: string): void;
  info(what: object, message: string): void;
}

/** Whether text can be rendered: the collaboration server knows no editor schema of its own (CO3). */
export interface Schema {
  /** Watches over one document, whose text so far can be. */
  judge(document: Y.Doc): Judge;
}

/** Judges the changes of one document. */
export interface Judge {
  /** Null where everything that a transaction brought can be rendered; else what cannot, for the writer. Never changes the document. */
  whyNot(transaction: Y.Transaction): string | null;
}
