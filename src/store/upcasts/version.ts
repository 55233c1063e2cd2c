/** Version 1 knew no mass deletions. */
function withNothingLost(state: unknown): unknown {
  return { ...(state as object), lost: null };
}

/** Brings a stored version of a text, of an older schema, to the present one, a step a version. */
export const versionUpcasts = [withNothingLost] as const;
