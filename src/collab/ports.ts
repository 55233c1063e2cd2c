import type { IncomingMessage } from 'node:http';
import type * as Y from 'yjs';
import type { Authors, DraftKey } from '../store/drafts.ts';

/** A record that an answer of the Gate rests on, with the revision at which the Gate read it. */
export interface Ground {
  readonly kind: 'member' | 'network' | 'response';
  readonly id: string;
  readonly revision: number;
}

/** What a person may do in a room now. Others see their `name` and `organisation`. */
export interface Admission {
  readonly may: 'write' | 'read';
  readonly member: string;
  /** The session that admitted them. When it ends, the socket is evicted. */
  readonly session: string;
  readonly grounds: readonly Ground[];
  readonly name: string;
  readonly organisation: string;
}

/** Judges the person, never the lock (CO5). Asked at every connection, and again whenever rights may have changed. */
export interface Gate {
  /** Null where the person may see nothing or the draft does not exist: both are a 404 before the upgrade. */
  admit(request: IncomingMessage, key: DraftKey): Promise<Admission | null>;
  /** Asks again about an open socket. */
  stillAdmitted(admission: Admission, key: DraftKey): Promise<Admission | null>;
  /**
   * The admissions that may not hold any more: one of their grounds has changed, or the session has ended, on this node or on
   * another (CO30). Asked a few times a second about every open socket at once.
   */
  doubtful(open: readonly Admission[]): Promise<readonly Admission[]>;
}

/** The largest document, encoded, in bytes (CO3). */
export const largestDocument = 8_388_608;

/** Where nodes tell each other who is in their rooms (CO30). A record expires, so the people of a dead node disappear. */
export interface Presences {
  /** Keeps an awareness frame with everybody who is in a room of this node, for that many milliseconds. */
  put(key: DraftKey, node: string, frame: Uint8Array, milliseconds: number): Promise<void>;
  drop(key: DraftKey, node: string): Promise<void>;
  /** The frames of all nodes, this one's too. */
  of(key: DraftKey): Promise<readonly { readonly node: string; readonly frame: Uint8Array }[]>;
}

/** Where the live server reports what an operator may need to know. */
export interface Logger {
  warn(what: object, message: string): void;
  info(what: object, message: string): void;
}

/** Tells whether a text can be rendered: the live server knows no editor schema of its own (CO3). */
export interface Schema {
  /** Returns a judge for one document, whose text so far can be rendered. */
  judge(document: Y.Doc): Judge;
  /** The words that a transaction deletes and the answers that it empties; null where there are none. To be called in an observer of it. */
  lossIn(transaction: Y.Transaction): Loss | null;
}

/** The words that a change deletes, and the ids of the sections that it empties. */
export interface Loss {
  readonly words: number;
  readonly emptied: readonly string[];
}

/** The loss by a member's change, and the text as it stood before that change. */
export interface MemberLoss extends Loss {
  readonly member: string;
  /** Updates that make up the text, and its authors. To be called whenever it is needed. */
  readonly before: () => { readonly updates: readonly Uint8Array[]; readonly authors: Authors };
}

/** Hears of deletions before they are logged. The log may wait until the text is kept as it stood before them (CO16). */
export interface Losses {
  listenerFor(key: DraftKey): (loss: MemberLoss) => void;
  /** Resolves once a draft's log may go on; undefined where nothing holds it up. */
  settled(key: DraftKey): Promise<void> | undefined;
}

/** The form in which the text of an epoch is stored. */
export interface Form {
  readonly schema: Schema;
  /**
   * `outdated`: today's pages write another form. A page that comes into such a room was opened before an upgrade. It is
   * closed with *Reload the page* once its edits are stored (TX18).
   */
  readonly pages: 'current' | 'outdated';
}

/** Judges the changes of one document. */
export interface Judge {
  /** Null where all that a transaction brought can be rendered, else the reason, for the writer. Never changes the document. */
  whyNot(transaction: Y.Transaction): string | null;
}
