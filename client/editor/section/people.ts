import type { Awareness } from 'y-protocols/awareness';

/** A person who has this response open. The server names them: a client cannot choose its own name (CO7). */
export interface Person {
  /** The member's id, so that two windows of one person count once; the client id if the server gave none. */
  readonly key: string;
  readonly name: string;
  readonly organisation: string;
  /** The section of their caret; null while they read. */
  readonly section: string | null;
}

/** The number of colour classes for people, `cc-p1` to `cc-p5`. */
const tones = 5;

/** Reads a person from one client's awareness state; null if the state names nobody. */
export function personIn(state: unknown, clientId: number): Person | null {
  if (!isRecord(state) || !isRecord(state['user'])) return null;
  const { user, section, cursor } = state;
  if (typeof user['name'] !== 'string') return null;
  return {
    key: typeof user['member'] === 'string' ? user['member'] : String(clientId),
    name: user['name'],
    organisation: typeof user['organisation'] === 'string' ? user['organisation'] : '',
    section: typeof section === 'string' && isRecord(cursor) ? section : null,
  };
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

/** The class that colours a person, the same on their caret and their initials. */
export function toneOf(key: string): string {
  let sum = 0;
  for (let index = 0; index < key.length; index += 1) sum = (sum * 31 + key.charCodeAt(index)) % 9973;
  return `cc-p${(sum % tones) + 1}`;
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
