import { speaksFor } from '../../domain/positions/stating.ts';
import { openRequest } from '../../domain/positions/positions.ts';
import { reminderOf } from '../../domain/progress/reminding.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { formatShortDay, formatTime } from '../../domain/time/calendar.ts';
import { counted, listed } from '../../phrases/english.ts';
import type { Concern } from '../../reading/work/concerns.ts';
import type { WaitingRow } from './waiting.ts';
import type { Work } from './work.ts';

/** The most organisations that have a row of their own. */
const most = 4;

/**
 * For the coordinator: the organisations that were asked where they stand, or reminded, and are silent: those that were reminded first. The
 * last row counts the others, and *Progress* names them (WO9, PG6).
 */
export function silentRows({ consultation, response, standings }: Concern, work: Work): readonly WaitingRow[] {
  if (!work.duties.has('coordinator') || response === null) return [];
  if (takingPositions(response, consultation, work.now).whyNot !== null) return [];
  const { network, now } = work;
  const zone = network.timeZone;
  const { lock, submit } = timetableOf(consultation, network, response);
  const by = response.status === 'drafting' ? lock : submit;
  const due = `${formatShortDay(by, zone)}, ${formatTime(by, zone)}`;
  const silent = standings.flatMap(({ organisation, positions, statement, awaiting }) => {
    if (statement !== null || awaiting !== null) return [];
    const reminded = reminderOf(response, organisation.id);
    const since = reminded?.at ?? openRequest(positions)?.at ?? null;
    if (since === null) return [];
    const people = [...work.members.values()].filter((member) => speaksFor(member, organisation, now)).map(({ name }) => name);
    return [{ since, organisation: organisation.name, people, isReminded: reminded !== null }];
  });
  const rank = ({ isReminded, since }: (typeof silent)[number]): string => `${isReminded ? 0 : 1} ${since}`;
  const sorted = silent.toSorted((a, b) => rank(a).localeCompare(rank(b), 'en'));
  const rows = sorted.slice(0, most).map(({ since, organisation, people, isReminded }) => ({
    who: people.length === 0 ? 'Nobody speaks for it' : listed(people.slice(0, 2), 'or'),
    from: organisation,
    what: isReminded ? 'Saying where they stand: reminded, and silent since' : 'Saying where they stand',
    since: formatShortDay(since, zone),
    due,
    href: '',
  }));
  const more = sorted.length - rows.length;
  if (more === 0) return rows;
  const others = {
    who: counted(more, 'more organisation', 'more organisations'),
    from: '',
    what: 'Saying where they stand',
    since: '',
    due,
  };
  return [...rows, { ...others, href: `/consultations/${consultation.id}/progress?show=silent` }];
}
