import type { RemovalId } from './ids.ts';
import { type Accepted, accepted } from './outcome.ts';

/** The event in the chain of each record from which words were removed for good. It tells neither the words nor their hash (CO15). */
export interface WordsRemoved {
  readonly type: 'WordsRemoved';
  readonly data: { readonly removal: RemovalId; readonly places: number };
}

/** A record without the words of a removal, with the event that says so. */
export function wordsRemoved<State>(state: State, removal: RemovalId, places: number): Accepted<State, WordsRemoved> {
  return accepted<State, WordsRemoved>(state, { type: 'WordsRemoved', data: { removal, places } });
}
