import type { Awareness } from 'y-protocols/awareness';
import { make } from '../../dom.ts';

/** A person who has this response open. The server names them: a client cannot choose its own name (CO7). */
export interface Person {
  /** The member's id, so that two windows of one person count once; the client id if the server gave none. */
  readonly key: string;
  readonly name: string;
  readonly organisation: string;
  /** The section of their caret; null while they read. */
  readonly section: string | null;
  /** The class of their colour, `cc-p1` to `cc-p12`. */
  readonly tone: string;
}

/** The number of colour classes for people. */
export const tones = 12;

/** Reads a person from one client's awareness state; null if the state names nobody. */
export function personIn(state: unknown, clientId: number): Person | null {
  if (!isRecord(state) || !isRecord(state['user'])) return null;
  const { user, section, cursor } = state;
  if (typeof user['name'] !== 'string') return null;
  const key = memberIn(state) ?? String(clientId);
  return {
    key,
    name: user['name'],
    organisation: typeof user['organisation'] === 'string' ? user['organisation'] : '',
    section: typeof section === 'string' && isRecord(cursor) ? section : null,
    tone: `cc-p${toneIn(state) ?? toneOf(key)}`,
  };
}

/** The member that a client's awareness state names; null if it names none. The server names them (CO7). */
export function memberIn(state: unknown): string | null {
  const user = isRecord(state) ? state['user'] : null;
  return isRecord(user) && typeof user['member'] === 'string' ? user['member'] : null;
}

/** The colour that a client published, from 1 to 12; null if it published none. */
export function toneIn(state: unknown): number | null {
  const tone = isRecord(state) ? state['tone'] : null;
  return typeof tone === 'number' && Number.isInteger(tone) && tone >= 1 && tone <= tones ? tone : null;
}

/** Everybody here except `me`, once each, by name. A person with several windows is writing if any of them is. */
export function peopleIn(awareness: Awareness, me: string): readonly Person[] {
  const people = new Map<string, Person>();
  for (const [clientId, state] of awareness.getStates()) {
    const person = clientId === awareness.clientID ? null : personIn(state, clientId);
    if (person !== null && person.key !== me && people.get(person.key)?.section == null) people.set(person.key, person);
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The colour that a person gets where nobody has it, from 1 to 12. */
export function toneOf(key: string): number {
  let sum = 0;
  for (let index = 0; index < key.length; index += 1) sum = (sum * 31 + key.charCodeAt(index)) % 9973;
  return (sum % tones) + 1;
}

/** `Cerys Vaughan, Brighton & Hove`. */
export function fullName(person: Pick<Person, 'name' | 'organisation'>): string {
  return person.organisation === '' ? person.name : `${person.name}, ${person.organisation}`;
}

/** The first letters of the first and last word of a name: `CV`. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word) && !/^(dr|mr|mrs|ms|miss|mx|prof|sir|dame|cllr)\.?$/i.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => word?.charAt(0).toUpperCase() ?? '').join('');
}

/** The initials of a person as a picture: words beside it name them. */
export function hiddenInitials({ name }: Pick<Person, 'name'>): HTMLElement {
  const initials = make('span', '', initialsOf(name));
  initials.ariaHidden = 'true';
  return initials;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
