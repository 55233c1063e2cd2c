import { type Accepted, accepted, type Instant } from './outcome.ts';

/** The event in the chain of each restored aggregate. The chain lacks the events after the backup (OP7). */
export interface Restored {
  readonly type: 'Restored';
  readonly data: { readonly backup: Instant };
}

/** An aggregate as the backup of an instant had it, with the event that says so. */
export function restored<State>(state: State, backup: Instant): Accepted<State, Restored> {
  return accepted<State, Restored>(state, { type: 'Restored', data: { backup } });
}
