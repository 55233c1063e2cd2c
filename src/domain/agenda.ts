import { type Consultation, addedAt } from './consultation/consultation.ts';
import type { OfficeId } from './ids.ts';
import type { Member } from './network/member.ts';
import type { Network } from './network/network.ts';
import type { Instant } from './outcome.ts';
import type { Positions } from './positions/positions.ts';
import { isRemindedStill, openAsk } from './progress/reminding.ts';
import { kindOf } from './response/kind/kind.ts';
import { type Response, latestRound } from './response/response.ts';
import type { Reminded } from './response/told.ts';
import { timetableOf } from './response/work-plan.ts';
import { pendingSlots } from './round/stage.ts';
import { addDays } from './time/calendar.ts';
import { later } from './time/span.ts';

/** The purpose of a date: a step of the plan, the turn of an office, the close, or a position that was asked for. */
export type Purpose =
  | { readonly of: 'evidence' | 'draft' | 'lock' | 'submit' | 'close' | 'position' }
  /** `asked` is true where the person of the agenda is asked to decide now. */
  | { readonly of: 'office'; readonly office: OfficeId; readonly asked: boolean };

/** One date of a consultation in the agenda of one person (WO36). */
export interface AgendaEntry {
  /** The name of the entry within its consultation, which never changes: `lock`, `office-chair`. */
  readonly key: string;
  readonly purpose: Purpose;
  readonly at: Instant;
  /** The number of acts since the first plan that may have changed this entry; it never falls (WO37). */
  readonly sequence: number;
  /** When the last of these acts was done. */
  readonly changedAt: Instant;
  /** True for a date that came to nothing: it was sent, answered or passed over before. */
  readonly cancelled: boolean;
}

/** The facts from which a person's agenda of one consultation follows. */
export interface Matters {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly network: Network;
  readonly member: Pick<Member, 'id'>;
  /** The positions of the organisation that the person speaks for; null for a person who speaks for none, or where there are none. */
  readonly positions: Positions | null;
  /** The last reminder of that organisation; null where there was none. */
  readonly reminded: Reminded | null;
  readonly now: Instant;
}

/** The number of days for which a date that has passed stays in the agenda. */
const keptDays = 60;

/** The dates of one consultation that concern a person: the plan, the close, their decision and their position (WO36). */
export function agendaOf(matters: Matters): readonly AgendaEntry[] {
  const { network, now } = matters;
  const oldest = addDays(now, -keptDays, network.timeZone);
  return [...stepsOf(matters), ...positionOf(matters)].filter(({ at }) => at >= oldest);
}

function stepsOf(matters: Matters): readonly AgendaEntry[] {
  const { consultation, response, network } = matters;
  const plan = timetableOf(consultation, network, response);
  const turns = turnsOf(consultation, response);
  const entry = (of: Exclude<Purpose['of'], 'office'>, at: Instant): AgendaEntry => ({
    ...changedBy(turns),
    key: of,
    purpose: { of },
    at,
    cancelled: of !== 'close' && isSettled(response, at),
  });
  return [
    entry('evidence', plan.contributions),
    entry('draft', plan.consolidatedDraft),
    entry('lock', plan.lock),
    ...network.offices.flatMap(({ id: office }, n) =>
      plan.offices.slice(n, n + 1).map((planned) => officeEntry(matters, turns, { office, planned })),
    ),
    entry('submit', plan.submit),
    ...(consultation.closesAt === null ? [] : [entry('close', consultation.closesAt)]),
  ];
}

/** The turn of an office: as planned while the text is open, else as its round has it. */
function officeEntry(
  { response, member }: Matters,
  turns: readonly Instant[],
  { office, planned }: { readonly office: OfficeId; readonly planned: Instant },
): AgendaEntry {
  const round = response === null || response.status === 'drafting' ? null : latestRound(response);
  const stage = round?.stages.find((one) => one.office.id === office) ?? null;
  const at = stage === null ? planned : stage.dueAt;
  const asks = round?.status === 'open' && stage?.status === 'active' ? pendingSlots(stage) : [];
  return {
    ...changedBy([...turns, ...turnsOfOffice(response, office)]),
    key: `office-${office}`,
    purpose: { of: 'office', office, asked: asks.some((slot) => slot.memberId === member.id) },
    at,
    cancelled: stage?.status === 'not-applicable' || isSettled(response, at),
  };
}

/** When an office got its turn in each round: the turns of ended rounds count too, so the list only grows. */
function turnsOfOffice(response: Response | null, office: OfficeId): readonly Instant[] {
  const stages = response?.rounds.flatMap((round) => round.stages.filter((stage) => stage.office.id === office)) ?? [];
  return stages.flatMap(({ activeSince }) => (activeSince === null ? [] : [activeSince]));
}

/** The position that was asked for: until the lock, or beside the locked text until the response is sent (PO9). */
function positionOf({ consultation, response, network, positions, reminded }: Matters): readonly AgendaEntry[] {
  const { asked = [], said = [] } = positions ?? {};
  if (response === null || (asked.length === 0 && reminded === null)) return [];
  const plan = timetableOf(consultation, network, response);
  const at = response.status === 'drafting' ? plan.lock : plan.submit;
  const turns = [...turnsOf(consultation, response), ...asked.map((one) => one.at), ...answersOf(said, reminded)];
  const cancelled = openAsk(positions, reminded) === null || isSettled(response, at);
  return [{ ...changedBy(turns), key: 'position', purpose: { of: 'position' }, at, cancelled }];
}

/**
 * When an organisation answered and was reminded. A response keeps its last reminder alone. An answered reminder is left out and its
 * answer counts twice, so the list grows with the answer, and again with the next reminder.
 */
function answersOf(said: Positions['said'], reminded: Reminded | null): readonly Instant[] {
  const answers = said.flatMap((one) => [one.at, one.at]);
  return reminded !== null && isRemindedStill({ said }, reminded) ? [...answers, reminded.at] : answers;
}

/** True for a date that lay ahead when the response was sent, and for every date where the network does not respond (RK1). */
function isSettled(response: Response | null, at: Instant): boolean {
  if (response === null) return false;
  const { status, submission } = response;
  return status === 'withdrawn' || kindOf(response) === 'none' || (submission !== null && at > submission.at);
}

/** When the dates were planned, and when each act was done that may have moved or settled them. The list only grows. */
function turnsOf(consultation: Consultation, response: Response | null): readonly Instant[] {
  const { closingMoves, dateMoves = [], representation } = consultation;
  const { rounds = [], epochs = [], submission = null, kinds = [] } = response ?? {};
  const moves = [...closingMoves, ...dateMoves, ...(representation?.moves ?? [])];
  return [
    addedAt(consultation),
    ...[...moves, ...kinds, ...epochs.filter(({ from }) => from !== null)].map(({ at }) => at),
    ...rounds.map(({ openedAt }) => openedAt),
    ...(submission === null ? [] : [submission.recordedAt]),
  ];
}

function changedBy(turns: readonly Instant[]): Pick<AgendaEntry, 'sequence' | 'changedAt'> {
  return { sequence: turns.length - 1, changedAt: turns.reduce(later) };
}
