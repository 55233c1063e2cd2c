/** Version 1 did not say when a member ceased to coordinate. Its members are read as they stand. */
function withoutCoordination(state: unknown): unknown {
  return state;
}

/** Version 2 kept no changes of a role. Its members are read as they stand. */
function withoutRoleChanges(state: unknown): unknown {
  return state;
}

/** Version 3 invited every member at once. Its members are read as they stand. */
function withoutInvitations(state: unknown): unknown {
  return state;
}

/** Version 4 knew neither absences nor followed sections. Its members are read as they stand. */
function withoutFollowing(state: unknown): unknown {
  return state;
}

/** Brings a stored member of an older version to the present one, a step a version. */
export const memberUpcasts = [withoutCoordination, withoutRoleChanges, withoutInvitations, withoutFollowing] as const;
