/** Version 1 did not say who made or ended an appointment. Its appointments are read as they stand. */
function withoutActors(state: unknown): unknown {
  return state;
}

/** Brings a stored network of an older version to the present one, a step a version. */
export const networkUpcasts = [withoutActors] as const;
