/** Version 1 knew no mail about a change of office. Its mails are read as they stand. */
function withoutChange(state: unknown): unknown {
  return state;
}

/** Brings a stored mail of an older version to the present one, a step a version. */
export const mailUpcasts = [withoutChange] as const;
