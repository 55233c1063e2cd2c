import { z } from 'zod';

/** A list with at least one member. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** An instant in UTC, ISO 8601 with milliseconds and `Z`, so that instants compare as strings. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .brand('Instant');
export type Instant = z.infer<typeof Instant>;

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand('Digest');
export type Digest = z.infer<typeof Digest>;

/** Every reason for which the core refuses a command, with the sentence a person reads. */
export const refusals = {
  'not-found': 'There is nothing here, or it is not yours to see.',
  'not-allowed': 'Your role does not allow this.',
  'not-signed-in': 'Sign in first.',
  invalid: 'Something in the form needs mending.',
  'already-exists': 'This already exists.',
  'membership-ended': 'This membership has ended.',
  'consultation-closed': 'The consultation has closed.',
  'not-drafting': 'The text is locked, so this cannot be done now.',
  'not-responding': 'The network does not respond, so nothing is written or asked here. Its coordinator can take that back.',
  'no-approver': 'No office has anybody in post who can sign off.',
  'checks-block': 'Something blocks sign-off. The checks list it.',
  'warnings-unacknowledged': 'Give one reason that covers the warnings.',
  'round-stale': 'The text was locked again since this page was opened.',
  'round-closed': 'This round has ended.',
  'stage-not-active': 'It is not this office’s turn.',
  'slot-decided': 'A decision was already made here.',
  'passage-changed': 'More of this passage came in since this page was opened. Nothing was recorded.',
  'text-moved': 'The text changed since this page was opened. Nothing was recorded.',
  'plan-changed': 'Somebody changed this since the page was opened. Nothing was recorded.',
  'questions-changed': 'The questions changed since this page was opened. Nothing was recorded.',
  'not-in-office': 'You no longer hold this office.',
  'two-hats': 'You have already signed off for another office in this round.',
  'digest-mismatch': 'The text on this page is not the locked version. Nothing was recorded.',
  'name-mismatch': 'The name typed is not the name the request was sent to.',
  'code-needed': 'The code from the email is needed.',
  'code-wrong': 'That code is not right.',
  'reason-needed': 'Give a reason.',
  'not-open': 'There is no open round.',
  'not-approved': 'The text has not been approved.',
  'not-lapsed': 'The round has not run out of time.',
  'already-submitted': 'The text has been submitted.',
  'snapshot-mismatch': 'The stored text does not have the approved digest.',
  'evidence-held':
    'The text quotes evidence that was withdrawn, or that may no longer be quoted. Take the text back, take the box out, and have it signed again.',
  'no-final-export': 'Make the final document first.',
  removed: 'This text held words that were removed for good, so it was removed with them. Its version words stay on record.',
  'too-large': 'That is larger than we accept.',
  'too-many': 'This limit keeps others from guessing. Nothing that was saved is lost.',
} as const;
export type RefusalCode = keyof typeof refusals;

/** A command the core accepted: the new state and its events, in order. */
export interface Accepted<State, Event> {
  readonly ok: true;
  readonly state: State;
  readonly events: NonEmpty<Event>;
}

/** A command the core refused; `detail` tells the person the cause: who was first, which field. */
export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail: string;
}

/** The answer of every command of the core; the core never throws. */
export type Outcome<State, Event> = Accepted<State, Event> | Refused;

/** Accepts: the state after, and at least one event. */
export function accepted<State, Event>(state: State, ...events: [Event, ...Event[]]): Accepted<State, Event> {
  return { ok: true, state, events };
}

/** Refuses with a code; `detail` defaults to the code's own sentence. */
export function refused(code: RefusalCode, detail: string = refusals[code]): Refused {
  return { ok: false, code, detail };
}

/** Runs commands one after another as a single change. Throws where one refuses, so it is for data of our own only. */
export function fold<S, E>(first: Accepted<S, E>, ...steps: readonly ((state: S) => Outcome<S, E>)[]): Accepted<S, E> {
  let state = first.state;
  let events: NonEmpty<E> = first.events;
  for (const step of steps) {
    const next = step(state);
    if (!next.ok) throw new TypeError(next.detail);
    state = next.state;
    events = [...events, ...next.events];
  }
  return { ok: true, state, events };
}
