import type { Closing } from '../../../src/collab/wire/protocol.ts';

/**
 * The step that helps a person after the server refused the connection.
 *
 * - `retry`: sign in again, then connect again.
 * - `no-access`, `gone`: nothing helps.
 * - `undo`: the server cannot keep the last edit; undo it here.
 * - `reload`: the server cannot keep an edit, and it cannot be undone here.
 */
export type Remedy = 'retry' | 'no-access' | 'gone' | 'undo' | 'reload';

/** The remedy after each permanent closing. Loading the page again helps after a closing that is not in this table. */
const remedies: Partial<Readonly<Record<Closing, Remedy>>> = {
  // One close code stands for the end of the session and for the end of all access. The page asks the server which of them it was.
  'no-access': 'retry',
  gone: 'gone',
  'too-large': 'undo',
  'document-full': 'undo',
  'not-text': 'undo',
};

/** Returns the remedy after a permanent closing; null is a code that this page does not know. */
export function remedyAfter(closing: Closing | null): Remedy {
  return closing === null ? 'retry' : (remedies[closing] ?? 'reload');
}
