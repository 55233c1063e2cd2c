/** Version 1 wrote null for the artefact of a document that was not made. */
function withoutNull(state: unknown): unknown {
  const { artefact, ...job } = state as { readonly artefact: unknown };
  return artefact === null ? job : { ...job, artefact };
}

/** Brings a stored export of an older version to the present one, a step a version. */
export const exportUpcasts = [withoutNull] as const;
