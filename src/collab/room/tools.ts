import type { DraftKey, DraftLog, Drafts, LateEdit } from '../../store/drafts.ts';
import type { CommitWindow } from '../log/commit-window.ts';
import type { Limits } from '../limits.ts';
import type { Form, Logger } from '../ports.ts';

/** What every room works with; `now` in UTC, ISO 8601. */
export interface RoomTools {
  readonly drafts: Drafts;
  readonly formOf: (key: DraftKey) => Form;
  readonly node: string;
  readonly limits: Limits;
  readonly commits: CommitWindow;
  readonly log: Logger;
  now(): string;
}

/** A draft's log as it was loaded; `late`: the late edits of a sealed epoch, else none. */
export interface Loaded {
  readonly log: DraftLog;
  readonly late: readonly LateEdit[];
}
