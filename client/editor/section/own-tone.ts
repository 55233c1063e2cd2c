import type { Awareness } from 'y-protocols/awareness';
import { memberIn, toneIn, toneOf, tones } from './people.ts';

/** A page yields at once to pages that were here before it, for this long, in milliseconds; later, the greater client id yields. */
const newFor = 1500;

/**
 * Picks this page's colour among those of the people present, and publishes it: it is the same in every browser, and stays while
 * the person is present (ED29). A newcomer takes a colour that nobody has; two who came at once agree by their client ids.
 */
export function keepOwnTone(awareness: Awareness, me: string): void {
  const since = performance.now();
  const settle = (): void => {
    const own = toneIn(awareness.getLocalState());
    const tone = settledTone(
      othersOf(awareness),
      { client: awareness.clientID, member: me, tone: own },
      performance.now() - since < newFor,
    );
    if (tone !== own) awareness.setLocalStateField('tone', tone);
  };
  settle();
  awareness.on('change', settle);
  setTimeout(settle, newFor);
}

/** The colour of one page. `tone`: from 1, null where it has none yet. */
export interface Toned {
  readonly client: number;
  readonly member: string;
  readonly tone: number | null;
}

/** The colour that a page should have beside those of others. Another page of its own member has the same colour. */
export function settledTone(others: readonly Toned[], own: Toned, isNew: boolean): number {
  const before = others.find((one) => one.member === own.member && one.tone !== null && (isNew || one.client < own.client));
  if (before?.tone != null) return before.tone;
  const strangers = others.filter(({ member }) => member !== own.member);
  const wanted = own.tone ?? toneOf(own.member);
  const rivals = strangers.filter(({ tone }) => tone === wanted);
  if (!rivals.some(({ client }) => isNew || client < own.client)) return wanted;
  const taken = new Set(strangers.map(({ tone }) => tone));
  const free = Array.from({ length: tones }, (_, index) => ((wanted + index) % tones) + 1).find((tone) => !taken.has(tone));
  return free ?? wanted;
}

function othersOf(awareness: Awareness): readonly Toned[] {
  return [...awareness.getStates()]
    .filter(([client]) => client !== awareness.clientID)
    .map(([client, state]) => ({ client, member: memberIn(state) ?? String(client), tone: toneIn(state) }));
}
