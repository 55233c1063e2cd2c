import { shortTitle } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import { earlierStatements, openRequest } from '../../domain/positions/positions.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import { type OrganisationStanding, onEarlierTextAmong, silentAmong, totalsOf } from '../../domain/positions/totals.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { formatDeadline } from '../../domain/time/calendar.ts';
import { capital, counted, listed, possessive } from '../../phrases/english.ts';
import { responseTitle } from '../../phrases/names.ts';
import { nameOf } from '../../phrases/people.ts';
import { awaitingWords, positionTag, sourceWords, totalsWords } from '../../phrases/positions/words.ts';
import { stamp } from '../../phrases/rounds.ts';
import type { Matter } from './matter.ts';
import { statementView } from './statement-view.ts';

/** The parts of the model that all pages of positions share. */
export function common({ consultation, response, network }: Matter, title: string) {
  const base = `/consultations/${consultation.id}`;
  const plan = timetableOf(consultation, network, response);
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'response' as const },
    base,
    about: responseTitle(consultation),
    by: formatDeadline(plan.lock, network.timeZone),
    whole: response.status === 'drafting' ? `${base}/sign-off/draft` : `${base}/sign-off`,
  };
}

/** The organisations of the three buttons that ask (PO9). */
export function askable(matter: Matter) {
  const silent = silentAmong(matter.standings);
  return {
    'not-asked': silent.filter(({ positions }) => openRequest(positions) === null),
    silent: silent.filter(({ positions }) => openRequest(positions) !== null),
    earlier: onEarlierTextAmong(matter.standings, matter.text.digest),
  };
}

/** The page of all positions: how many stand where, a row for each organisation, the notes. */
export function positionsView(matter: Matter) {
  const { standings, viewer, taking, now } = matter;
  const totals = totalsOf(standings);
  const mayAsk = may('position.ask', viewer.duties) && taking.whyNot === null;
  const own = standings.find(({ organisation }) => speaksFor(viewer.member, organisation, now));
  return {
    ...common(matter, 'Positions'),
    lead: `${totalsWords(totals)}.`,
    whyNot: taking.whyNot?.detail ?? '',
    isLocked: taking.round !== null,
    own: own === undefined || taking.whyNot !== null ? null : { name: own.organisation.name, hasSpoken: own.statement !== null },
    asks: mayAsk ? asksOf(matter) : [],
    rows: standings.map((standing) => rowOf(matter, standing)),
    notes: notesOf(matter),
  };
}

function asksOf(matter: Matter) {
  const { 'not-asked': notAsked, silent, earlier } = askable(matter);
  const organisations = (count: number): string => counted(count, 'organisation', 'organisations');
  const last = silent.flatMap(({ positions }) => openRequest(positions)?.at ?? []).toSorted();
  return [
    {
      who: 'not-asked',
      count: notAsked.length,
      button: `Ask ${organisations(notAsked.length)}`,
      why: 'They have given no position and were not asked.',
    },
    {
      who: 'silent',
      count: silent.length,
      button: `Ask ${organisations(silent.length)} again`,
      why: `They were asked and have given no position. The last request went ${last.length === 0 ? '' : stamp(last.at(-1) ?? matter.now, matter)}.`,
    },
    {
      who: 'earlier',
      count: earlier.length,
      button: `Ask ${organisations(earlier.length)} again`,
      why: 'Their position was given on an earlier text.',
    },
  ].filter(({ count }) => count > 0);
}

function rowOf(matter: Matter, { organisation, statement, awaiting, positions }: OrganisationStanding) {
  const { consultation, viewer } = matter;
  const request = openRequest(positions);
  const said = statement === null ? null : statementView(matter, statement, organisation.id);
  return {
    name: organisation.name,
    href: `/consultations/${consultation.id}/positions/${organisation.id}`,
    ...positionTag(statement?.position ?? null),
    awaiting: awaiting === null ? '' : awaitingWords(awaiting, matter),
    asked: request === null || !viewer.duties.has('coordinator') ? '' : `Asked ${stamp(request.at, matter)}`,
    said,
    who: statement === null ? '' : capital(nameOf(matter, statement.source.how === 'email' ? statement.source.from : statement.source.by)),
    when: statement === null ? '' : `${stamp(statement.at, matter)}${statement.source.how === 'email' ? ', by email' : ''}`,
  };
}

/** The notes in force; those without a name stand last, in the order of their words, so that their place tells nothing (PO3). */
function notesOf(matter: Matter) {
  const notes = matter.standings.flatMap(({ organisation, statement }) =>
    statement?.note == null ? [] : [{ name: organisation.name, ...statement.note, tag: positionTag(statement.position) }],
  );
  const named = notes.filter(({ shown }) => shown === 'attributed').map(({ name, words, tag }) => ({ name, words, tag }));
  const unnamed = notes.filter(({ shown }) => shown === 'anonymous').toSorted((a, b) => a.words.localeCompare(b.words, 'en-GB'));
  return [...named, ...unnamed.map(({ words }) => ({ name: 'An organisation that is not named', words, tag: null }))];
}

/** The page of one organisation: where it stands, and every earlier statement. */
export function organisationView(matter: Matter, { organisation, statement, awaiting, positions }: OrganisationStanding) {
  const { viewer, taking, now, members } = matter;
  const speakers = [...members.values()].filter((member) => speaksFor(member, organisation, now));
  const request = openRequest(positions);
  const mayAct = taking.whyNot === null;
  return {
    ...common(matter, `${possessive(organisation.name)} position`),
    name: organisation.name,
    organisation: organisation.id,
    now: statement === null ? null : statementView(matter, statement, organisation.id),
    awaiting: awaiting === null ? '' : `${awaitingWords(awaiting, matter)}. ${sourceWords(awaiting, matter)}.`,
    earlier: positions === null ? [] : earlierStatements(positions).map((one) => statementView(matter, one, organisation.id)),
    asked:
      request === null
        ? ''
        : `${capital(nameOf(matter, request.by))} asked ${listed(request.members.map((id) => nameOf(matter, id)))} ${stamp(request.at, matter)}.`,
    speakers: listed(
      speakers.map(({ name }) => name),
      'or',
    ),
    isOwn: mayAct && speaksFor(viewer.member, organisation, now),
    mayRecord: mayAct && may('position.record', viewer.duties),
    mayAsk: mayAct && may('position.ask', viewer.duties) && speakers.length > 0,
    whyNot: taking.whyNot?.detail ?? '',
  };
}
