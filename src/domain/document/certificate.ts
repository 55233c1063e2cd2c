import type { Consultation } from '../consultation/consultation.ts';
import type { MemberId } from '../ids.ts';
import type { Network, Office } from '../network/network.ts';
import type { Digest, Instant } from '../outcome.ts';
import type { SinceLock } from '../positions/since-lock.ts';
import type { Response } from '../response/response.ts';
import type { Assurance } from '../round/decision.ts';
import { type SignOffRound, endOf } from '../round/round.ts';
import { type NotApplicableBecause, type Slot, type Stage, approvedSlots } from '../round/stage.ts';

/** A person as a certificate names them; the organisation is empty where there is none. */
export interface Person {
  readonly name: string;
  readonly organisation: string;
}

/** One approval as it is certified. */
export interface CertifiedDecision {
  readonly person: Person;
  readonly capacity: Slot['capacity'];
  /** The holder of the office, where a deputy decided for them; absent otherwise (SO8). */
  readonly onBehalfOf?: Person;
  readonly assurance: Assurance;
  readonly at: Instant;
  /** As typed; empty where nothing was. */
  readonly comment: string;
  /** True if the approver wrote parts of the text. */
  readonly wrote: boolean;
  /** The earlier round of this text in which the approval was made; null where it was made in this round. */
  readonly carriedFrom: number | null;
}

/** One office's turn as it is certified. */
export interface CertifiedStage {
  readonly office: string;
  readonly rule: Office['rule'];
  /** How many people were in post and asked. */
  readonly asked: number;
  readonly status: Stage['status'];
  /** Why nobody was asked; null where somebody was. */
  readonly because: NotApplicableBecause | null;
  readonly decisions: readonly CertifiedDecision[];
  /** People who were asked, and stood down when another approval was enough. */
  readonly stoodDown: readonly Person[];
}

/** A round before the approved one; it ended without approval. */
export interface EarlierRound {
  readonly n: number;
  readonly status: SignOffRound['status'];
  readonly openedAt: Instant;
  readonly endedAt: Instant | null;
  /** The office that ended the round; empty where none did. */
  readonly office: string;
}

/** Who approved exactly which text, in which office, when and how: everything the certificate page says (SO43). */
export interface Certificate {
  /** Short, for a footer: `SERKN-2022-7K3F`. */
  readonly code: string;
  readonly title: string;
  readonly network: string;
  readonly round: number;
  readonly versionWords: string;
  readonly digest: Digest;
  /** When the last office decided. */
  readonly approvedAt: Instant;
  readonly stages: readonly CertifiedStage[];
  readonly earlier: readonly EarlierRound[];
  /** The positions that were given after the lock: dated notes beside the text, without its words (PO15). */
  readonly since: readonly SinceLock[];
  /** The chain head at the round's approval, whole. */
  readonly recordNumber: string;
}

/** Everything a certificate is made of, beside the response itself. */
export interface Certified {
  readonly response: Response;
  readonly round: SignOffRound;
  readonly network: Network;
  readonly consultation: Pick<Consultation, 'title'>;
  /** The person behind a member's id, also for a member who has left. */
  readonly person: (id: MemberId) => Person;
  /** Members who wrote in the draft that was locked. */
  readonly writers: ReadonlySet<string>;
  readonly versionWords: string;
  /** The positions that were given after the lock. */
  readonly since: readonly SinceLock[];
  /** The hash of the event with which the round was approved. */
  readonly recordNumber: string;
}

/** The certificate of an approved round. It never differs from one call to the next, but for the notes of later positions. */
export function certificateOf(certified: Certified): Certificate {
  const { response, round, network, consultation, versionWords, since, recordNumber } = certified;
  const approvedAt = approvalTime(round);
  return {
    code: certificateCode(network.name, approvedAt, round.digest),
    title: consultation.title,
    network: network.name,
    round: round.n,
    versionWords,
    digest: round.digest,
    approvedAt,
    stages: round.stages.map((stage) => certifiedStage(stage, certified)),
    earlier: response.rounds.filter((one) => one.n < round.n).map((one) => earlierRound(one, network)),
    since: since.map((one) => ({ ...one, words: '' })),
    recordNumber,
  };
}

/** The instant of the last approval, or of the round's opening where no decision stands. */
export function approvalTime(round: SignOffRound): Instant {
  const times = round.stages.flatMap((stage) => approvedSlots(stage).map((slot) => slot.decision.at));
  return times.reduce((last, at) => (at > last ? at : last), round.openedAt);
}

// Without letters and digits that look alike.
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The network's initials, the year of approval and twenty bits of the digest: short enough to read out. */
export function certificateCode(network: string, approvedAt: Instant, digest: Digest): string {
  const initials = (network.match(/\b\p{Lu}/gu) ?? []).join('').slice(0, 8);
  const bits = Number.parseInt(digest.slice(0, 5), 16);
  const short = [15, 10, 5, 0].map((shift) => letters.charAt((bits >> shift) & 31)).join('');
  return [initials, approvedAt.slice(0, 4), short].filter((part) => part !== '').join('-');
}

function certifiedStage(stage: Stage, { person, writers }: Certified): CertifiedStage {
  return {
    office: stage.office.name,
    rule: stage.office.rule,
    asked: stage.slots.filter((slot) => slot.status !== 'replaced' && slot.status !== 'deputised').length,
    status: stage.status,
    because: stage.because,
    decisions: approvedSlots(stage).map((slot) => ({
      person: person(slot.memberId),
      capacity: slot.capacity,
      ...(slot.deputyFor === undefined ? {} : { onBehalfOf: person(slot.deputyFor.memberId) }),
      assurance: slot.decision.assurance,
      at: slot.decision.at,
      comment: slot.decision.comment,
      wrote: writers.has(slot.memberId),
      carriedFrom: slot.carriedFrom,
    })),
    stoodDown: stage.slots.filter((slot) => slot.status === 'stood-down').map((slot) => person(slot.memberId)),
  };
}

function earlierRound(round: SignOffRound, network: Network): EarlierRound {
  const { n, status, openedAt } = round;
  const ending = endOf(round);
  const office = network.offices.find((one) => one.id === ending?.office)?.name ?? '';
  return { n, status, openedAt, endedAt: ending?.at ?? null, office };
}
