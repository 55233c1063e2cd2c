import { questionsIn } from '../../domain/response/kind/sections.ts';
import { closingSentence } from '../../phrases/kinds/closing.ts';
import { type Consultation, plannedTo } from '../../domain/consultation/consultation.ts';
import { dutiesOf } from '../../domain/network/access.ts';
import { isCoordinated, type Member } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { BoardRow } from '../../domain/progress/board.ts';
import type { Reminded } from '../../domain/response/told.ts';
import { reminderOf } from '../../domain/progress/reminding.ts';
import type { Response } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { tasksOf } from '../../domain/task.ts';
import { formatDeadline } from '../../domain/time/calendar.ts';
import type { Timetable } from '../../domain/time/timetable.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { sentences } from '../../phrases/english.ts';
import { responseInFull, responseNoun } from '../../phrases/names.ts';
import { type Cast, nameOf } from '../../phrases/people.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { askedFirst } from '../../phrases/rounds.ts';
import { wordsFor } from '../../phrases/tasks.ts';
import { readBoard } from '../../reading/board.ts';
import { castOf } from '../../reading/people.ts';
import type { PresentText } from '../../reading/present-text.ts';
import { answersSoFar } from '../../reading/answers.ts';
import { consultationOf } from '../../reading/response.ts';
import { answerBy } from '../../domain/progress/choosing.ts';
import { askingAmong } from './asking.ts';
import { askSentence, subjectOf } from './reminder-words.ts';

/** Reminds a person of all that is asked of them in one response (PG7). */
const reminder: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  if (stored === null) return { notNeeded: 'there is no response' };
  const response = stored.state;
  const consultation = await consultationOf(services, response);
  const now = services.now();
  if (takingPositions(response, consultation, now).whyNot !== null) return { notNeeded: 'positions are no longer taken' };
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const cast = await castOf(services, network);
  const { board, standings } = await readBoard(services, { network, consultation, response, text, member });
  const asking = askingAmong(board.rows, { network, members: [member], response, standings, now }).find(({ people }) => people.length > 0);
  const reminded = asking === undefined ? null : reminderOf(response, asking.organisation.id);
  if (asking === undefined || (reminded !== null && hasSpokenSince(asking.row, reminded))) return { notNeeded: 'they have spoken since' };
  const plan = timetableOf(consultation, network, response);
  const noun = responseNoun(consultation, response);
  const around = { by: answerBy(plan, plannedTo(consultation), now), zone: network.timeZone, noun };
  const first = askSentence(asking, around);
  return {
    ...blankLetter,
    network: network.name,
    subject: subjectOf(asking, around),
    preview: first,
    greeting: member.name,
    paragraphs: [`This is about ${responseInFull(network, consultation, response)}.`],
    deadline: {
      what: `Answer by ${formatDeadline(around.by, around.zone)}`,
      detail: closingSentence(consultation, around.zone),
    },
    list: { heading: 'What is asked of you', items: [first, ...otherTasks({ consultation, response, text, cast, member, now, plan })] },
    action: { label: 'Say where you stand', url: `${services.baseUrl()}/consultations/${consultation.id}/positions/mine` },
    withoutLink: `The link asks you to sign in with ${member.email}: we send a code.`,
    footer: reminded === null ? [] : [`Sent for ${nameOf(cast, reminded.by)}, who coordinates this ${noun}.`],
    recordNumber: recordNumber(stored.hash),
  };
};

function hasSpokenSince({ statement, awaiting }: BoardRow, { at }: Reminded): boolean {
  return (statement !== null && statement.at > at) || (awaiting !== null && awaiting.at > at);
}

interface Situated {
  readonly consultation: Consultation;
  readonly response: Response;
  readonly text: PresentText;
  readonly cast: Cast;
  readonly member: Member;
  readonly now: Instant;
  readonly plan: Timetable;
}

/** The other tasks of a person in this response, a sentence each (WO7). Reading it through is no task of a reminder. */
function otherTasks({ consultation, response, text, cast, member, now, plan }: Situated): readonly string[] {
  const tasks = tasksOf({
    consultation,
    response,
    answers: answersSoFar(text, questionsIn({ consultation, response })),
    latePassages: 0,
    // The position stands first in the list already.
    asked: null,
    uncoordinated: !isCoordinated(cast.members.values(), now),
    timetable: plan,
    duties: dutiesOf(member, cast.network, now),
    memberId: member.id,
    now,
  });
  const saying = { consultation, response, cast, first: askedFirst(cast, now), reader: member.id };
  return tasks
    .filter(({ what }) => what !== 'read-through')
    .map((task) => {
      const { what, why } = wordsFor(task, saying);
      return task.answers.length > 1 && task.round === null ? sentences(what, why) : sentences(what);
    });
}

export const composers = { reminder } as const satisfies Composers;
