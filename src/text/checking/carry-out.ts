import type * as Y from 'yjs';
import type { TextSchema } from './judge.ts';

/**
 * Carries out an act on a document as one change. Returns the act's result, and one sentence for the writer where the change
 * does not fit the schema, else null.
 */
export function carryOut<Result>(
  schema: TextSchema,
  document: Y.Doc,
  act: () => Result,
): { readonly result: Result; readonly why: string | null } {
  const judge = schema.judge(document);
  const said: (string | null)[] = [];
  const listen = (transaction: Y.Transaction): void => void said.push(judge.whyNot(transaction));
  document.on('afterTransaction', listen);
  try {
    const result = document.transact(act);
    return { result, why: said.find((one) => one !== null) ?? null };
  } finally {
    document.off('afterTransaction', listen);
  }
}
