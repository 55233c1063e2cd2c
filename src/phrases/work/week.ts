import type { OrganisationStanding } from '../../domain/positions/totals.ts';
import { totalsOf } from '../../domain/positions/totals.ts';
import { questionsIn } from '../../domain/response/kind/sections.ts';
import type { Response } from '../../domain/response/response.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { waitingFor } from '../../domain/task.ts';
import { addDays, formatShortDay } from '../../domain/time/calendar.ts';
import { milestones } from '../dates.ts';
import { counted, listed, sentence } from '../english.ts';
import { responseTitle } from '../names.ts';
import { whoIn } from '../rounds.ts';
import { totalsWords } from '../positions/words.ts';
import { answerTag } from '../progress/answer-states.ts';
import { type Changed, changedWords, sectionName } from './following.ts';
import { type Concerning, type Doing, type Todo, todosOf } from './todos.ts';

/** One consultation as the weekly email tells of it. */
export interface Week extends Concerning {
  /** The followed sections that changed in the week and were not seen since (WO40). */
  readonly changes: readonly (Changed & { readonly section: string })[];
  /** Where each organisation stands. */
  readonly standings: readonly OrganisationStanding[];
}

/** The part of a weekly email about one consultation. */
export interface WeekPart {
  readonly consultationId: string;
  readonly heading: string;
  readonly lines: readonly string[];
}

/** A weekly email in words. No part: there is nothing to tell (MA8). */
export interface WeekWords {
  readonly asked: number;
  readonly changed: number;
  readonly parts: readonly WeekPart[];
}

/** The most tasks, and the most sections, that one part names. */
const most = 4;
/** The days ahead whose dates are told. */
const ahead = 14;

/** The week of a member: for each consultation what is asked of them, the followed sections, where it stands, and the next dates (MA8). */
export function weekInWords(work: Doing<Week>): WeekWords {
  const todos = todosOf(work).filter(({ task }) => task.what !== 'read-through');
  const told = work.concerns.flatMap((concern) => {
    const own = todos.filter((todo) => todo.concern === concern);
    const dates = datesOf(concern, work);
    if (own.length + concern.changes.length + dates.length === 0) return [];
    const lines = [...askedLines(own, work), ...changeLines(concern, work), ...standLines(concern, work), ...dates];
    const { consultation, response } = concern;
    const part = { consultationId: consultation.id, heading: responseTitle(consultation, response), lines: lines.map(sentence) };
    return [{ part, asked: own.length, changed: concern.changes.length }];
  });
  return {
    asked: told.reduce((sum, { asked }) => sum + asked, 0),
    changed: told.reduce((sum, { changed }) => sum + changed, 0),
    parts: told.map(({ part }) => part),
  };
}

function askedLines(todos: readonly Todo<Week>[], { network }: Doing<Week>): readonly string[] {
  const lines = todos.slice(0, most).map(({ task, words, due }) => {
    const day = formatShortDay(task.dueAt, network.timeZone);
    return `${words.what}: ${due.late ? `was due ${day}` : `by ${day}`}`;
  });
  const more = todos.length - lines.length;
  return more > 0 ? [...lines, `${counted(more, 'more thing', 'more things')} to do`] : lines;
}

function changeLines({ consultation, changes }: Week, { network }: Doing<Week>): readonly string[] {
  const lines = changes.slice(0, most).map((change) => {
    const words = changedWords(change, network);
    return `${sectionName(consultation, change.section)} has changed${words === '' ? '' : `: ${words}`}`;
  });
  const more = changes.length - lines.length;
  return more > 0 ? [...lines, `${counted(more, 'more section', 'more sections')} that you follow changed`] : lines;
}

/** Where the organisations and the text stand, in two lines. */
function standLines({ response, consultation, answers, standings }: Week, work: Doing<Week>): readonly string[] {
  if (response === null) return [];
  const questions = questionsIn({ consultation, response }).length;
  return [totalsWords(totalsOf(standings)), textLine(response, answers, questions, work)].filter((line) => line !== '');
}

function textLine(response: Response, answers: Week['answers'], questions: number, work: Doing<Week>): string {
  switch (response.status) {
    case 'drafting': {
      const states = ['drafting', 'over-limit', 'not-answering', 'not-started', 'not-asked'] as const;
      const counts = states
        .map((state) => ({ state, count: answers.filter(({ standing }) => standing === state).length }))
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => `${count} ${answerTag(state, 'open').tag.toLowerCase()}`);
      return counts.length === 0 ? '' : `${counted(questions, 'answer', 'answers')}: ${counts.join(', ')}`;
    }
    case 'in-sign-off': {
      const who = waitingFor(response).map(({ slot, stage }) => `${whoIn(slot, work)}, ${stage.office.name}`);
      return who.length === 0 ? 'The text is locked' : `The text is locked, and waits for ${listed(who)}`;
    }
    case 'approved':
      return 'The text is approved';
    case 'stopped':
      return 'Everything has stopped: the text was declined';
    case 'submitted':
    case 'withdrawn':
      return '';
  }
}

/** The dates of the next two weeks, in one line; none where there are none. */
function datesOf({ consultation, response }: Week, { network, now }: Doing<Week>): readonly string[] {
  const zone = network.timeZone;
  const until = addDays(now, ahead + 1, zone);
  const dates = milestones(timetableOf(consultation, network, response), consultation, network, response)
    .filter(({ at, done }) => !done && at > now && at < until)
    .map(({ at, what }) => `${formatShortDay(at, zone)}, ${what.slice(0, 1).toLowerCase()}${what.slice(1)}`);
  return dates.length === 0 ? [] : [`Next dates: ${dates.join('; ')}`];
}
