import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Reader } from '../store/reader.ts';
import type { Store } from '../store/store.ts';
import type { Sought } from './sought.ts';

/** Letters that are kept on this computer in place of being sent. */
const mailbox = 'mailbox';
/** Words that somebody at a decision desk typed and has not sent yet: choices that wait for their code, and late comments. */
const desks = ['choice', 'desk-comment'] as const;
/** More records than a space ever holds. */
const most = 10_000;

/** A record that holds the words, and its value without them. */
interface Held {
  readonly space: string;
  readonly key: string;
  readonly value: unknown;
  readonly expiresAt: string;
}

type Listed = Pick<Reader, 'ephemeral'>;

/** The records that expire and hold the words: letters, and forms about a response that were not sent yet. Changes nothing. */
export async function lettersWith({ ephemeral }: Listed, response: string, sought: Sought): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const space of [mailbox, ...desks]) {
    for (const { key, value, expiresAt } of await ephemeral.list(space, '', most)) {
      if (space !== mailbox && !JSON.stringify([key, value]).includes(response)) continue;
      await nextTurn();
      const masked = withoutWords(value, sought);
      if (JSON.stringify(masked) !== JSON.stringify(value)) held.push({ space, key, value: masked, expiresAt });
    }
  }
  return held;
}

/** Masks the words in those records. Answers how many held them. */
export async function clearLetters(store: Pick<Store, 'ephemeral'>, response: string, sought: Sought): Promise<number> {
  const held = await lettersWith(store, response, sought);
  for (const { space, key, value, expiresAt } of held) await store.ephemeral.put(space, key, value, expiresAt);
  return held.length;
}

function withoutWords(value: unknown, sought: Sought): unknown {
  if (typeof value === 'string') return sought.insteadOf({ kind: '', id: '', path: [] }, value)[0] ?? value;
  if (Array.isArray(value)) return value.map((item) => withoutWords(item, sought));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutWords(item, sought)]));
}
