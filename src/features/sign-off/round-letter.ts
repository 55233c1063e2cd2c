import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Mail } from '../../domain/mail.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Response } from '../../domain/response/response.ts';
import { type Seat, type SignOffRound, seatOf } from '../../domain/round/round.ts';
import { type Letter, blankLetter } from '../../mail/letter.ts';
import type { Composer, NotNeeded } from '../../outbox/composer.ts';
import { type ResponseNoun, responseInFull, responseNoun } from '../../phrases/names.ts';
import { type Cast, nameOf } from '../../phrases/people.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { castOf } from '../../reading/people.ts';
import { consultationOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { versionWords } from '../../text/version-words.ts';

/** The data of a letter about a round. */
export interface Matter {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly round: SignOffRound;
  readonly seat: Seat | null;
  readonly cast: Cast;
  /** The start of every letter: whom it greets, the version words, the chain head (SO32, SO42). */
  readonly letter: Letter;
  readonly coordinator: string;
  /** A letter's link to a page of the response, which decides nothing and leads through sign-in (MA2). */
  readonly linkTo: (label: string, page: Page) => NonNullable<Letter['action']>;
  /** `South East Network’s response to “SEND Review” (Department for Education)` */
  readonly what: string;
  readonly noun: ResponseNoun;
}

/** Stands below a link that leads through sign-in. */
export const signInFirst = 'The link decides nothing. It asks you to sign in with this address.';

/** A page of a consultation, by the last part of its address. */
type Page = 'response' | 'sign-off' | 'documents' | 'record';

/** Writes one letter of sign-off from its matter. */
export type Compose = (matter: Matter, services: Services, mail: Mail, member: Member) => Promise<Letter | NotNeeded> | Letter | NotNeeded;

/** Makes a composer of letters about a round. It writes no letter where the response lacks the round. */
export function composer(compose: Compose): Composer {
  return async (services, mail, member, network) => {
    const matter = await matterOf(services, mail, member, network);
    return matter === null ? { notNeeded: 'there is no such round' } : compose(matter, services, mail, member);
  };
}

async function matterOf(services: Services, mail: Mail, member: Member, network: Network): Promise<Matter | null> {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  const round = stored?.state.rounds.find((one) => one.n === mail.round);
  if (stored === null || round === undefined) return null;
  const consultation = await consultationOf(services, stored.state);
  const cast = await castOf(services, network);
  const words = versionWords(round.digest);
  const coordinator = nameOf(cast, round.openedBy);
  return {
    response: stored.state,
    consultation,
    round,
    seat: mail.slot === null ? null : seatOf(round, mail.slot),
    cast,
    letter: {
      ...blankLetter,
      network: network.name,
      greeting: member.name,
      version: { words, otherwise: `If a page shows other words, stop and ask ${coordinator}.` },
      footer: [`Asked for by ${coordinator}.`],
      recordNumber: recordNumber(stored.hash),
    },
    coordinator,
    linkTo: (label, page) => ({ label, url: `${services.baseUrl()}/consultations/${consultation.id}/${page}` }),
    what: responseInFull(network, consultation, stored.state),
    noun: responseNoun(consultation, stored.state),
  };
}
