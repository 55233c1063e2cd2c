import { z } from 'zod';
import { MemberId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

export const DecisionKind = z.enum(['approve', 'request-changes', 'decline']);
export type DecisionKind = z.infer<typeof DecisionKind>;

/**
 * How the person was checked (SO24). `name`: by emailed link and typed name; `code`: by an emailed code as well. `signed-in`: by
 * sign-in and typed name; `signed-in-code`: by an emailed code as well.
 */
export const Assurance = z.enum(['name', 'code', 'signed-in', 'signed-in-code']);
export type Assurance = z.infer<typeof Assurance>;

/** One act of one person on one text; immutable (sign-off rules, section 1). */
export const Decision = z.strictObject({
  kind: DecisionKind,
  at: Instant,
  memberId: MemberId,
  /** Posted with the form and kept in the decision's commit, so a repeated post finds it (SO25). */
  nonce: z.string().min(1).max(64),
  digest: Digest,
  /** Reason or comment as typed; the event holds only its hash. */
  comment: z.string().max(20_000),
  assurance: Assurance,
  /** The revision of the network in which the person was found in office (SO3). */
  networkRevision: z.number().int(),
});
export type Decision = z.infer<typeof Decision>;

/** Only an approval may go without a reason (SO5, SO6). */
export function needsReason(kind: DecisionKind): boolean {
  return kind !== 'approve';
}

const titles = new Set(
  'dr mr mrs ms miss mx prof professor sir dame lord lady cllr councillor rev reverend hon obe mbe cbe phd'.split(' '),
);
// Letters that Unicode does not take apart into a letter and an accent.
const plainLetters: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };

/** Whether a typed name is the name on file: case, accents, titles, punctuation and spacing do not matter (SO23). */
export function sameName(typed: string, onFile: string): boolean {
  const plain = plainName(typed);
  return plain !== '' && plain === plainName(onFile);
}

function plainName(name: string): string {
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => String(plainLetters[letter]));
  const words = letters.split(/\s+/).map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''));
  return words.filter((word) => !titles.has(word)).join('');
}
