import { shortTitle } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import { type Request, earlierStatements } from '../../domain/positions/positions.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import { type OrganisationStanding, onEarlierTextAmong, silentAmong, totalsOf } from '../../domain/positions/totals.ts';
import { openAsk, reminderOf } from '../../domain/progress/reminding.ts';
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
    about: responseTitle(consultation, response),
    by: formatDeadline(plan.lock, network.timeZone),
    whole: response.status === 'drafting' ? `${base}/sign-off/draft` : `${base}/sign-off`,
  };
}

/** The request or the reminder that an organisation has not answered (PO9, PG6). */
function asked({ response }: Matter, { organisation, positions }: OrganisationStanding): Request | null {
  return openAsk(positions, reminderOf(response, organisation.id));
}

/** The organisations that the button asks: those without a position that were neither asked nor reminded (PO9). */
export function askable(matter: Matter): readonly OrganisationStanding[] {
  return silentAmong(matter.standings).filter((standing) => asked(matter, standing) === null);
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
    asks: mayAsk ? asksOf(matter) : null,
    rows: standings.map((standing) => rowOf(matter, standing)),
    notes: notesOf(matter),
  };
}

/** The first request, by a button, and the way to the reminders; null where nobody is left for either (PO9, PG6). */
function asksOf(matter: Matter) {
  const first = askable(matter);
  const silent = silentAmong(matter.standings).filter((standing) => asked(matter, standing) !== null);
  const earlier = onEarlierTextAmong(matter.standings, matter.text.digest);
  if (first.length + silent.length + earlier.length === 0) return null;
  const organisations = (count: number, rest: string): string => `${counted(count, 'organisation', 'organisations')} ${rest}`;
  const open = [
    ...(silent.length === 0
      ? []
      : [
          organisations(
            silent.length,
            silent.length === 1 ? 'was asked and has given no position' : 'were asked and have given no position',
          ),
        ]),
    ...(earlier.length === 0
      ? []
      : [organisations(earlier.length, earlier.length === 1 ? 'stands on an earlier text' : 'stand on an earlier text')]),
  ];
  return {
    button: first.length === 0 ? '' : `Ask ${counted(first.length, 'organisation', 'organisations')}`,
    open: open.length === 0 ? '' : `${listed(open)}.`,
    remind: `/consultations/${matter.consultation.id}/progress/remind`,
  };
}

function rowOf(matter: Matter, standing: OrganisationStanding) {
  const { organisation, statement, awaiting } = standing;
  const { consultation, viewer } = matter;
  const request = asked(matter, standing);
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
export function organisationView(matter: Matter, standing: OrganisationStanding) {
  const { organisation, statement, awaiting, positions } = standing;
  const { viewer, taking, now, members } = matter;
  const speakers = [...members.values()].filter((member) => speaksFor(member, organisation, now));
  const request = asked(matter, standing);
  const mayAct = taking.whyNot === null;
  const mayAsk = mayAct && may('position.ask', viewer.duties) && speakers.length > 0;
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
    mayAsk: mayAsk && request === null && statement === null,
    remind:
      mayAsk && (request !== null || statement !== null)
        ? `/consultations/${matter.consultation.id}/progress/remind?organisation=${organisation.id}`
        : '',
    whyNot: taking.whyNot?.detail ?? '',
  };
}
