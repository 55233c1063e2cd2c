import { refused } from '../../../domain/outcome.ts';
import type { Services } from '../../../services.ts';
import { Refusal } from '../../../web/problems.ts';
import { type Desk, from, isSignedIn, wayKey } from './desk.ts';

// How much one person may ask for (SO26). Several people may hold one link. Each desk has an allowance, so that one holder
// cannot use up another's; the desks of the signed-in office-holder share nothing with those of the link.

const halfHour = 30 * 60_000;

/**
 * Tries per code; in half an hour, codes of each desk, codes beyond them for all desks of one way in, and desks that get codes;
 * posts per desk and per way in; tries per way in and day, over all codes, so that a holder of the link cannot go
 * on guessing.
 */
export const limits = {
  tries: 5,
  codes: { ofDesk: 3, more: 10, desks: 6 },
  posts: { ofDesk: 60, all: 240 },
  window: halfHour,
  guesses: 75,
  day: 24 * 60 * 60_000,
} as const;

/** Counts a posted decision, or a posted wish for a new code. Throws `too-many` beyond the allowance. */
export async function spendPost(services: Services, desk: Desk): Promise<void> {
  const own = await count(services, `decide/${desk.id}`);
  if (own > limits.posts.ofDesk) throw tooMany(desk, 'Too many forms were posted.');
  if ((await count(services, `decide-all/${wayKey(desk)}`)) > limits.posts.all) throw tooMany(desk, 'Too many forms were posted.');
}

/** Counts a code. A desk that has got one gets two more, whatever other desks ask for. Throws `too-many` beyond the allowance. */
export async function spendCode(services: Services, desk: Desk): Promise<void> {
  await admit(services, desk);
  const own = await count(services, `decision-code/${desk.id}`);
  if (own > limits.codes.ofDesk && (await count(services, `decision-more/${wayKey(desk)}`)) > limits.codes.more)
    throw tooMany(desk, 'Too many codes were sent.');
}

/** Lets a desk ask for codes, once for all its asks. Its record is made only where it is let in: each ask before is a first one. */
async function admit(services: Services, desk: Desk): Promise<void> {
  if ((await services.ephemeral.get('decision-admitted', desk.id)) !== null) return;
  if ((await count(services, `decision-desks/${wayKey(desk)}`)) > limits.codes.desks) throw tooMany(desk, 'Too many codes were sent.');
  await services.ephemeral.put('decision-admitted', desk.id, {}, from(services, limits.window));
}

/** Counts a typed code; false where too many were typed today. */
export async function mayTry(services: Services, desk: Desk): Promise<boolean> {
  return (await services.ephemeral.count('limit', `decision-guess/${wayKey(desk)}`, limits.day)) <= limits.guesses;
}

function count(services: Services, key: string): Promise<number> {
  return services.ephemeral.count('limit', key, limits.window);
}

function tooMany(desk: Desk, why: string): Refusal {
  const remedy = isSignedIn(desk)
    ? 'Your choice is kept. Wait half an hour.'
    : 'Is somebody else using your link? Then sign in and decide from the Sign-off page: an allowance is kept for you there. Otherwise wait half an hour, then open the link again.';
  return new Refusal(refused('too-many', `${why} ${remedy}`), { retryAfter: limits.window / 1000 });
}
