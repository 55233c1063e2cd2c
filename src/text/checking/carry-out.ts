import type * as Y from 'yjs';
import type { Lost } from '../../domain/response/mass-deletion.ts';
import type { TextSchema } from './judge.ts';

/**
 * Carries out an act on a document as one change. Returns the act's result, what the change deletes, and one sentence for the
 * writer where the change does not fit the schema, else null.
 */
export function carryOut<Result>(
  schema: TextSchema,
  document: Y.Doc,
  act: () => Result,
): { readonly result: Result; readonly why: string | null; readonly loss: Lost | null } {
  const judge = schema.judge(document);
  const said: (string | null)[] = [];
  const losses: (Lost | null)[] = [];
  const listen = (transaction: Y.Transaction): void => {
    said.push(judge.whyNot(transaction));
    losses.push(schema.lossIn(transaction));
  };
  document.on('afterTransaction', listen);
  try {
    const result = document.transact(act);
    const first = <One>(all: readonly (One | null)[]): One | null => all.find((one) => one !== null) ?? null;
    return { result, why: first(said), loss: first(losses) };
  } finally {
    document.off('afterTransaction', listen);
  }
}
