interface Second {
  readonly rounds: readonly {
    readonly ending: unknown;
    readonly stages: readonly {
      readonly slots: readonly { readonly status: string; readonly decision: unknown; readonly carriedFrom: unknown }[];
    }[];
  }[];
}

/** Version 1 knew no late passages. */
function withLatePassages(state: unknown): unknown {
  return Object.assign({ latePassages: [] }, state);
}

/** Version 2 wrote null for the ending, the decision and the carried round that a status does not have. */
function withoutNulls(state: unknown): unknown {
  const response = state as Second;
  return { ...response, rounds: response.rounds.map(roundOf) };
}

function roundOf({ ending, ...round }: Second['rounds'][number]): unknown {
  const stages = round.stages.map((stage) => ({ ...stage, slots: stage.slots.map(slotOf) }));
  return { ...round, ...(ending === null ? {} : { ending }), stages };
}

function slotOf({ decision, carriedFrom, ...slot }: Second['rounds'][number]['stages'][number]['slots'][number]): unknown {
  return { ...slot, ...(decision === null ? {} : { decision }), ...(slot.status === 'approved' ? { carriedFrom } : {}) };
}

/** Version 3 did not keep the instant of a lock. The opening of the round stands for it: the last step of the lock. */
function withLockedAt(state: unknown): unknown {
  const response = state as { readonly rounds: readonly { readonly openedAt: string }[] };
  return { ...response, rounds: response.rounds.map((round) => ({ ...round, lockedAt: round.openedAt })) };
}

/** Version 4 noted no change of office in a round. */
function withOfficeChanges(state: unknown): unknown {
  const response = state as { readonly rounds: readonly object[] };
  return { ...response, rounds: response.rounds.map((round) => ({ ...round, officeChanges: [] })) };
}

/** Version 5 told nobody that a response is being written. Its responses are read as they stand. */
function withoutTold(state: unknown): unknown {
  return state;
}

/** Version 6 marked no section ready to read. */
function withReady(state: unknown): unknown {
  return Object.assign({ ready: [] }, state);
}

/** Brings a stored response of an older version to the present one, a step a version. */
export const responseUpcasts = [withLatePassages, withoutNulls, withLockedAt, withOfficeChanges, withoutTold, withReady] as const;
