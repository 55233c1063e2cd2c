import type { DraftKey, DraftLog, Drafts, LateEdit } from '../../store/drafts.ts';
import type { CommitWindow } from '../log/commit-window.ts';
import type { Closing } from '../wire/protocol.ts';
import type { Limits } from '../limits.ts';
import type { Authorship } from '../log/authorship.ts';
import type { Replica } from '../log/replica.ts';
import type { Form, Logger, Losses, Presences, Schema } from '../ports.ts';
import { SharedDocument } from '../updates/document.ts';

/** What every room works with; `now` in UTC, ISO 8601. */
export interface RoomTools {
  readonly drafts: Drafts;
  readonly formOf: (key: DraftKey) => Form;
  readonly node: string;
  readonly limits: Limits;
  readonly commits: CommitWindow;
  readonly log: Logger;
  readonly losses: Losses;
  /** Null where no other node can serve a room. */
  readonly presences: Presences | null;
  now(): string;
  /** A member met a limit of the live connection, or sent edits that contradict known words; once a minute for each. */
  onLimited(member: string, closing: Closing): void;
}

/** A draft's log as it was loaded; `late`: the late edits of a sealed epoch, else none. */
export interface Loaded {
  readonly log: DraftLog;
  readonly late: readonly LateEdit[];
}

/** The documents of a room, and the authors of all text in the trial document. */
interface Texts {
  /** The text that everybody sees. */
  readonly document: SharedDocument;
  /** The document that updates are tried on: the text itself, or in a sealed epoch the cut with the late edits on top. */
  readonly trial: SharedDocument;
  readonly authorship: Authorship;
}

/** Builds the documents of a room from its loaded log. `largest`: of the encoded document, in bytes. */
export function textsOf(
  { log, late }: Loaded,
  { authorship }: Replica,
  { schema, largest }: { readonly schema: Schema; readonly largest: number },
): Texts {
  const updates = [log.base.update, ...log.entries.map(({ update }) => update)];
  const document = new SharedDocument(schema, largest, updates);
  if (log.cut === null) return { document, trial: document, authorship };
  const trial = new SharedDocument(schema, largest, [...updates, ...late.map(({ update }) => update)]);
  return { document, trial, authorship: authorship.withLate(document.stateVector(), late) };
}
