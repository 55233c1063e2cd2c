import { type Consultation, plannedTo } from '../../domain/consultation/consultation.ts';
import { inPost } from '../../domain/network/appointment.ts';
import { may } from '../../domain/network/access.ts';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { type Response, isOpen, latestRound } from '../../domain/response/response.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import type { Timetable } from '../../domain/time/timetable.ts';
import { blockedStages, endedBefore, waitingFor } from '../../domain/task.ts';
import { formatShortDay, formatTime } from '../../domain/time/calendar.ts';
import { capital, counted, listed } from '../../phrases/english.ts';
import { wordsOf } from '../../phrases/kinds/words.ts';
import { theResponse } from '../../phrases/names.ts';
import { awayWords } from '../../phrases/away.ts';
import { placeOf } from '../../phrases/people.ts';
import { whoIn } from '../../phrases/rounds.ts';
import type { Concern } from '../../reading/work/concerns.ts';
import type { Work } from './work.ts';

/** Somebody else whose turn it is. */
export interface WaitingRow {
  readonly who: string;
  readonly from: string;
  readonly what: string;
  readonly since: string;
  readonly due: string;
  /** A page that says more; empty where there is none. */
  readonly href: string;
}

/** The people whose turn it is in one consultation, the reader left out: approvers, officers, coordinators or the sponsor (WO9). */
export function waitingRows({ consultation, response, answers }: Concern, work: Work): readonly WaitingRow[] {
  const timetable = timetableOf(consultation, work.network, response);
  if (response === null) return coordinators(work, `Starting ${theResponse(consultation, response)}`, timetable.contributions);
  switch (response.status) {
    case 'in-sign-off':
      return [...approvers(consultation, response, work), ...stuck(consultation, response, work)];
    case 'approved':
      return coordinators(work, `Sending ${theResponse(consultation, response)}`, timetable.submit);
    case 'drafting':
      return isOpen(response) ? drafting({ consultation, response, answers }, work, timetable) : [];
    case 'stopped':
      return sponsors(work, `Deciding whether ${theResponse(consultation, response)} starts again`, timetable.submit);
    case 'submitted':
    case 'withdrawn':
      return [];
  }
}

function approvers(consultation: Consultation, response: Response, work: Work): readonly WaitingRow[] {
  const zone = work.network.timeZone;
  return waitingFor(response)
    .filter(({ slot }) => slot.memberId !== work.member.id)
    .map(({ stage, slot }) => ({
      who: capital(whoIn(slot, work)),
      from: listedParts(placeOf(work, slot.memberId), awayWords(work, work.members.get(slot.memberId), work.now)),
      what: `Signing off ${theResponse(consultation, response)} as ${stage.office.name}`,
      since: stage.activeSince === null ? '' : formatShortDay(stage.activeSince, zone),
      due: dueOf(stage.dueAt, work),
      href: '',
    }));
}

/** A round that waits for a coordinator: nobody is in post, or time ran out. */
function stuck(consultation: Consultation, response: Response, work: Work): readonly WaitingRow[] {
  const blocked = blockedStages(response).flatMap(({ office, dueAt }) =>
    coordinators(work, `Appointing a ${office.name}: nobody can decide`, dueAt),
  );
  const lapsed = latestRound(response)?.status === 'lapsed';
  return [
    ...blocked,
    ...(lapsed ? coordinators(work, `Moving ${wordsOf(consultation).end}, if it was moved`, plannedTo(consultation)) : []),
  ];
}

function drafting(
  { answers, consultation, response }: Pick<Concern, 'answers' | 'consultation' | 'response'>,
  work: Work,
  timetable: Timetable,
): readonly WaitingRow[] {
  const undone = answers.filter(({ standing }) => standing === 'not-started' || standing === 'over-limit').length;
  const isAgain = response !== null && endedBefore(response) !== null;
  if (undone === 0 && !isAgain) return coordinators(work, `Checking and locking ${theResponse(consultation, response)}`, timetable.lock);
  const isOfficer = may('response.write', work.duties) && !work.duties.has('coordinator');
  const writing = `Writing ${theResponse(consultation, response)}: ${counted(undone, 'answer is', 'answers are')} not started, or over the limit`;
  const what = undone > 0 ? writing : `Making the changes asked for in ${theResponse(consultation, response)}`;
  const due = dueOf(timetable.lock, work);
  return [{ who: isOfficer ? 'The other officers' : 'The officers', from: 'of every organisation', what, since: '', due, href: '' }];
}

/** The coordinators, in one row; none for a reader who is one of them. */
function coordinators(work: Work, what: string, dueAt: Instant): readonly WaitingRow[] {
  if (work.duties.has('coordinator')) return [];
  const all = current(work).filter(({ role }) => role === 'coordinator');
  const who =
    all.length === 0
      ? 'Nobody'
      : listed(
          all.map(({ name }) => name),
          'or',
        );
  return [
    { who, from: all.length === 0 ? 'The network has no coordinator' : 'Coordinator', what, since: '', due: dueOf(dueAt, work), href: '' },
  ];
}

function sponsors(work: Work, what: string, dueAt: Instant): readonly WaitingRow[] {
  if (may('sign-off.reopen', work.duties)) return [];
  const last = work.network.offices.at(-1);
  const held = last === undefined ? [] : inPost(work.network.appointments, last.id, work.now).map(({ memberId }) => memberId);
  const who = listed(
    current(work)
      .filter(({ id }) => held.includes(id))
      .map(({ name }) => name),
    'or',
  );
  return [{ who: who === '' ? 'Nobody' : who, from: capital(last?.name ?? 'sponsor'), what, since: '', due: dueOf(dueAt, work), href: '' }];
}

function current({ members, now }: Work): readonly Member[] {
  return [...members.values()].filter((member) => isCurrent(member, now));
}

function listedParts(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}

function dueOf(at: Instant, { network }: Work): string {
  return `${formatShortDay(at, network.timeZone)}, ${formatTime(at, network.timeZone)}`;
}
