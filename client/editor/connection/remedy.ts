/**
 * The step that helps a person after the server refused the connection.
 *
 * - `retry`: sign in again, then connect again.
 * - `no-access`, `gone`: nothing helps.
 * - `undo`: the server cannot keep the last edit; undo it here.
 * - `reload`: the server cannot keep an edit, and it cannot be undone here.
 */
export type Remedy = 'retry' | 'no-access' | 'gone' | 'undo' | 'reload';
