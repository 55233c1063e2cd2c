import * as Y from 'yjs';

/** `isWhole`: the document has every update. `errors`: the errors of unreadable updates and of listeners. */
export interface Applied {
  readonly isWhole: boolean;
  readonly errors: readonly unknown[];
}

/** Applies updates as one. Where that fails, applies each alone, so that an unreadable update keeps no other away. */
export function applyTogether(doc: Y.Doc, updates: readonly Uint8Array[], origin: unknown): Applied {
  const [first, ...more] = updates;
  if (first === undefined) return { isWhole: true, errors: [] };
  const together = failureOf(() => {
    Y.applyUpdate(doc, more.length === 0 ? first : Y.mergeUpdates([first, ...more]), origin);
  });
  if (together === null) return { isWhole: true, errors: [] };
  // Where a listener threw, the document has the updates by now. Applying the updates again changes nothing and wakes no listener.
  const alone = updates.flatMap((update) => {
    const failure = failureOf(() => {
      Y.applyUpdate(doc, update, origin);
    });
    return failure === null ? [] : [failure.error];
  });
  return { isWhole: alone.length === 0, errors: [together.error, ...alone] };
}

function failureOf(act: () => void): { readonly error: unknown } | null {
  try {
    act();
    return null;
  } catch (error) {
    return { error };
  }
}
