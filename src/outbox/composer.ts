import type { Mail, MailKind } from '../domain/mail.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Letter } from '../mail/letter.ts';
import type { Services } from '../services.ts';

/** Why a queued mail need not go any more; kept in the mail's record. */
export interface NotNeeded {
  readonly notNeeded: string;
}

/**
 * Writes the letter of one kind of mail at the moment it is sent: links and codes are minted here and nowhere else
 * (SO20, SO30). Answers `notNeeded` where the mail's request is over.
 */
export type Composer = (services: Services, mail: Mail, member: Member, network: Network) => Promise<Letter | NotNeeded>;

/** The composer of each kind of mail; features bring them together. */
export type Composers = Readonly<Partial<Record<MailKind, Composer>>>;
