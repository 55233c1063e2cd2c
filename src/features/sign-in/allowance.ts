import type { EmailAddress } from '../../domain/network/member.ts';
import { refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { Refusal } from '../../web/problems.ts';
import { hasProof, personKey } from './browser.ts';
import { letterOf } from './letters.ts';

// The limits of asks, mails and typed codes for one address (SO38, SO39). Known and unknown addresses are counted alike. A
// browser in which the owner signed in before shares no count with strangers.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The limits of asks, mails and typed codes. */
export const limits = {
  /** Asks of one browser in a day, and asks for one address in a window of milliseconds. */
  asks: { ofBrowser: 30, forAddress: 5, window: 15 * minute },
  /** Mails for one address in a day: of a known browser, of one source, of all strangers. After these, `slowly` mails an hour. */
  mails: { known: 20, ofSource: 6, ofStrangers: 12, slowly: 1 },
  /**
   * Typed codes for one address in a day; wrong codes for all addresses in an hour of the clock. After these, `slowly` codes a
   * minute: of one source, and in all.
   */
  guesses: { forAddress: 50, wrong: 60, slowly: { ofSource: 1, inAll: 6 } },
} as const;

/** For this time in milliseconds after a mail, the ask of another browser sends none: the code of that mail works there too. */
const justSent = 2 * minute;

/** A browser that asks to sign in. `source`: the part of the internet that the request comes from. */
export interface Asker {
  readonly browser: string;
  readonly email: EmailAddress;
  readonly source: string;
}

/** `goes`: a mail goes now. `went`: a mail went within two minutes, and its code works here. `held`: too many mails went today. */
export type MailFate = 'goes' | 'went' | 'held';

/** Counts an ask, and says if its mail goes (SO38). Throws `too-many` where this browser asks too often. */
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

/** A browser in which somebody types a code for an address. */
export type Guesser = Asker;

/** Counts a typed code before it is compared, so that many at once count as many (SO39). */
export async function mayGuess(services: Services, { browser, email, source }: Guesser): Promise<'yes' | 'guessed' | 'busy'> {
  const count = counting(services);
  const person = personKey(services, email);
  if (await hasProof(services, browser, email)) {
    return (await count(`sign-in-guess/${person}/${browser}`, day)) <= limits.guesses.forAddress ? 'yes' : 'guessed';
  }
  const typed = await count(`sign-in-typed/${hourOf(services)}`, 2 * hour);
  const wrong = typed - (await rightOnes(services));
  if (wrong === limits.guesses.wrong + 1) services.log.warn('many wrong codes to sign in: codes in new browsers are slowed down');
  if (wrong > limits.guesses.wrong && !(await mayGuessSlowly(services, source))) return 'busy';
  return (await count(`sign-in-guess/${person}`, day)) <= limits.guesses.forAddress ? 'yes' : 'guessed';
}

/** Counts a code typed while many are wrong. A source beyond its own limit takes none of the tries of the others. */
async function mayGuessSlowly(services: Services, source: string): Promise<boolean> {
  const count = counting(services);
  const { ofSource, inAll } = limits.guesses.slowly;
  const from = services.keys.hmac('source', source);
  return (await count(`sign-in-typed/slowly/${from}`, minute)) <= ofSource && (await count('sign-in-typed/slowly', minute)) <= inAll;
}

/** Takes a right code out of the count of wrong codes, so that many people may sign in at once. */
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
