import type { EmailAddress } from '../../domain/network/member.ts';
import { refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { Refusal } from '../../web/problems.ts';
import { hasProof, personKey } from './browser.ts';
import { letterOf } from './letters.ts';

// How much may be asked for in the name of one address (SO38, SO39). Every count is kept for known and unknown addresses alike.
// A browser in which the owner signed in before shares no count with strangers.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Asks of one browser a day, and for one address in a quarter of an hour; mails a day of a browser in which the owner signed in;
 * mails a day of strangers, from one source and in all, and after these one an hour; typed codes for one address a day; wrong
 * codes for all addresses in an hour of the clock, and after these typed codes a minute.
 */
export const limits = {
  asks: { ofBrowser: 30, forAddress: 5, window: 15 * minute },
  mails: { known: 20, ofSource: 6, ofStrangers: 12, slowly: 1 },
  guesses: { forAddress: 50, wrong: 60, slowly: 1 },
} as const;

/** Milliseconds in which another browser's ask is told by the mail that just went. */
const justSent = 2 * minute;

/** Somebody who asks to sign in. `source`: the part of the internet they come from. */
export interface Asker {
  readonly browser: string;
  readonly email: EmailAddress;
  readonly source: string;
}

/** `goes`: a mail goes now. `went`: one went within two minutes, and its code works here. `held`: too many went today. */
export type MailFate = 'goes' | 'went' | 'held';

/** Counts an ask, and says what becomes of its mail (SO38). Throws `too-many` where this browser asks too often. */
export async function spendAsk(services: Services, { browser, email, source }: Asker): Promise<MailFate> {
  const count = counting(services);
  const person = personKey(services, email);
  const ofBrowser = await count(`sign-in/browser/${browser}`, day);
  const here = await count(`sign-in/address/${person}/${browser}`, limits.asks.window);
  if (ofBrowser > limits.asks.ofBrowser) throw tooMany(day);
  if (here > limits.asks.forAddress) throw tooMany(limits.asks.window);
  if (await hasProof(services, browser, email)) {
    return (await count(`sign-in-mail/${person}/${browser}`, day)) <= limits.mails.known ? 'goes' : 'held';
  }
  const letter = await letterOf(services, email);
  if (here === 1 && letter !== null && Date.parse(services.now()) - Date.parse(letter.sentAt) < justSent) return 'went';
  const from = services.keys.hmac('source', source);
  const mayGo =
    ((await count(`sign-in-mail/${person}/from/${from}`, day)) <= limits.mails.ofSource &&
      (await count(`sign-in-mail/${person}`, day)) <= limits.mails.ofStrangers) ||
    (await count(`sign-in-mail/${person}/slowly`, hour)) <= limits.mails.slowly;
  return mayGo ? 'goes' : 'held';
}

/** Somebody who types a code for an address. */
export type Guesser = Omit<Asker, 'source'>;

/** Counts a typed code before it is compared, so that many at once count as many (SO39). */
export async function mayGuess(services: Services, { browser, email }: Guesser): Promise<'yes' | 'guessed' | 'busy'> {
  const count = counting(services);
  const person = personKey(services, email);
  if (await hasProof(services, browser, email)) {
    return (await count(`sign-in-guess/${person}/${browser}`, day)) <= limits.guesses.forAddress ? 'yes' : 'guessed';
  }
  const typed = await count(`sign-in-typed/${hourOf(services)}`, 2 * hour);
  const wrong = typed - (await rightOnes(services));
  if (wrong === limits.guesses.wrong + 1) services.log.warn('many wrong codes to sign in: codes in new browsers are tried one a minute');
  if (wrong > limits.guesses.wrong && (await count('sign-in-typed/slowly', minute)) > limits.guesses.slowly) return 'busy';
  return (await count(`sign-in-guess/${person}`, day)) <= limits.guesses.forAddress ? 'yes' : 'guessed';
}

/** Takes a right code out of the count of wrong ones: many people who sign in at once slow down nobody. */
export async function noteRight(services: Services, { browser, email }: Guesser): Promise<void> {
  if (await hasProof(services, browser, email)) return;
  await counting(services)(`sign-in-right/${hourOf(services)}`, 2 * hour);
}

async function rightOnes(services: Services): Promise<number> {
  const record = await services.ephemeral.get('limit', `sign-in-right/${hourOf(services)}`);
  return typeof record?.value === 'number' ? record.value : 0;
}

function hourOf(services: Services): string {
  return services.now().slice(0, 'yyyy-mm-ddThh'.length);
}

function counting(services: Services) {
  return (key: string, milliseconds: number): Promise<number> => services.ephemeral.count('limit', key, milliseconds);
}

function tooMany(milliseconds: number): Refusal {
  return new Refusal(refused('too-many'), { retryAfter: milliseconds / 1000 });
}
