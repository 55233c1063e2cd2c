import { questionTable, textOf } from './overview-questions.ts';
import { kindOf } from '../../domain/response/kind/kind.ts';
import { whyNotChoose } from '../../domain/response/kind/choosing-kind.ts';
import { kindSentence } from '../../phrases/kinds/kinds.ts';
import { closingLabel } from '../../phrases/kinds/closing.ts';
import { questionsCounted, wordsOf } from '../../phrases/kinds/words.ts';
import { recipientLines } from '../../domain/consultation/representation.ts';
import { type Consultation, addedAt, currentQuestions, hasClosed, plannedTo, shortTitle } from '../../domain/consultation/consultation.ts';
import type { MemberId } from '../../domain/ids.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import { type Member, isCoordinated } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Request } from '../../domain/positions/positions.ts';
import { totalsOf } from '../../domain/positions/totals.ts';
import type { Board } from '../../domain/progress/board.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Readiness } from '../../domain/response/marking-ready.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import type { EndedRound } from '../../domain/round/round.ts';
import { endedBefore, tasksOf, waitingFor } from '../../domain/task.ts';
import { formatDate, formatDateTime, formatDeadline } from '../../domain/time/calendar.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { capital, listed } from '../../phrases/english.ts';
import { type ResponseNoun, departmentName, responseNoun } from '../../phrases/names.ts';
import { nameOf } from '../../phrases/people.ts';
import { totalsWords } from '../../phrases/positions/words.ts';
import { answerTag } from '../../phrases/progress/answer-states.ts';
import { standingSoFar } from '../../phrases/progress/totals.ts';
import { askedFirst, endingOf, whoIn } from '../../phrases/rounds.ts';
import { consultationTag, responseTag } from '../../phrases/statuses.ts';
import { wordsFor } from '../../phrases/tasks.ts';
import { dueWords } from '../../phrases/work/due.ts';
import type { AnswerSoFar } from '../../reading/answers.ts';
import { tally } from '../../text/standing.ts';
import { limitWords } from './questions/view.ts';
import { barOf } from './timetable-bar.ts';

/** Everything that the overview of one consultation shows. */
export interface Overview {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerSoFar[];
  /** Where the organisations stand; null before the response is started. */
  readonly board: Board | null;
  readonly latePassages: number;
  /** The answers whose questions went, and that nobody has brought into another (QS13). */
  readonly leftBehind: number;
  /** The open request for the position of the reader's organisation. */
  readonly asked: Request | null;
  /** The sections that are marked ready to read. */
  readonly readiness: ReadonlyMap<string, Readiness>;
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly duties: ReadonlySet<Duty>;
  readonly memberId: MemberId;
  readonly now: Instant;
  /** Said at the top after something was done; empty else. */
  readonly notice: string;
}

/** One consultation: its dates against today, the next step, how far the response is, what is asked. */
export function overviewView(shown: Overview) {
  const { consultation, response, network, duties, now } = shown;
  const zone = network.timeZone;
  const timetable = timetableOf(consultation, network, response);
  const from = consultation.opensAt ?? addedAt(consultation);
  return {
    title: shortTitle(consultation.title),
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    base: `/consultations/${consultation.id}`,
    notice: shown.notice,
    department: departmentName(consultation.department),
    words: wordsOf(consultation),
    letter: letterOf(consultation),
    heading: consultation.title,
    tags: [consultationTag(consultation, now), responseTag(response, consultation)],
    bar: barOf(consultation, { from, timetable, zone, now }),
    next: nextStep(shown),
    positions: shown.board === null || isNone(response) ? '' : totalsWords(totalsOf(shown.board.rows)),
    soFar: response === null || shown.answers.length === 0 ? null : soFar(shown),
    leftBehind: shown.leftBehind,
    standing: shown.board === null || response === null ? null : standingSoFar(shown.board, { consultation, network, response, now }),
    questions: questionTable(shown),
    dates: dateRows(milestones(timetable, consultation, network, response), zone, now),
    facts: factsOf(shown),
    sets: setsOf(shown),
    moves: consultation.closingMoves.toReversed().map((move) => ({
      what: `Moved to ${formatDateTime(move.to, zone)}`,
      detail: `${move.reason} Recorded by ${nameOf(shown, move.by)} on ${formatDate(move.at, zone)}.`,
    })),
    mayEdit: may('consultation.edit', duties),
    kind: kindIn(shown),
  };
}

/** The lines of the recipient of a representation, with the email address; null of a department’s consultation. */
function letterOf({ representation }: Consultation) {
  if (representation === undefined) return null;
  const { recipient, email = '', sendBy } = representation;
  return { lines: recipientLines(recipient), email, isOurDate: sendBy !== null };
}

function isNone(response: Response | null): boolean {
  return response !== null && kindOf(response) === 'none';
}

/** What the network does, and the way to its page (RK1). */
function kindIn({ consultation, response, duties, now }: Overview) {
  const mayChoose = whyNotChoose(response, consultation, { duties, at: now }) === null;
  const isChosen = response !== null && (response.kinds ?? []).length > 0;
  return { sentence: kindSentence(response, consultation), mayChoose, isShown: mayChoose || isChosen };
}

interface Next {
  readonly what: string;
  readonly by: string;
  readonly deadline: string;
  readonly href: string;
  readonly action: string;
  /** True where the button posts: it starts the response. */
  readonly posts: boolean;
  /** The words of the person who asked for it; empty where nobody did. */
  readonly quote: string;
  readonly places: readonly { readonly text: string; readonly href: string }[];
}

function nextStep(shown: Overview): Next {
  const { consultation, network, now, memberId: reader } = shown;
  const uncoordinated = !isCoordinated(shown.members.values(), now);
  const timetable = timetableOf(consultation, network, shown.response);
  const [task] = tasksOf({ ...shown, timetable, uncoordinated });
  if (task === undefined) return nothingToDo(shown);
  const said = wordsFor(task, { consultation, response: shown.response, cast: shown, first: askedFirst(shown, now), reader });
  const due = dueWords(task.dueAt, now, network.timeZone);
  return { ...said, by: `${said.why} ${due.late ? 'It was due' : 'Due'}`, deadline: due.sentence };
}

/** A step of somebody else: `path` is below the consultation's own. */
type Elsewhere = readonly [what: string, by: string, path: string, action: string];

function nothingToDo(shown: Overview): Next {
  const [what, by, path, action] = shown.response === null ? beforeResponse(shown) : goingOn(shown.response, shown);
  const href = `/consultations/${shown.consultation.id}${path}`;
  const round = shown.response === null ? null : endedBefore(shown.response);
  return { what, by, deadline: '', href, action, posts: false, quote: round?.ending.reason ?? '', places: [] };
}

function beforeResponse({ consultation, now }: Overview): Elsewhere {
  const { isLetter, questions } = wordsOf(consultation);
  const noun = responseNoun(consultation, null);
  if (hasClosed(consultation, now)) {
    const over = isLetter ? 'Its date has passed before anything was written' : 'The consultation has closed without a response';
    return [over, 'Its record stays here.', '/record', 'See the record'];
  }
  const by = `The coordinator ${isLetter ? 'sets' : 'brings in'} the ${questions} and starts the ${noun}.`;
  return ['Nothing is wanted of you yet', by, '/response', `See the ${noun}`];
}

function goingOn(response: Response, shown: Overview): Elsewhere {
  if (kindOf(response) === 'none') {
    const says = kindSentence(response, shown.consultation).replace(/\.$/u, '');
    return [says, 'Nothing is to be written, and nobody is asked.', '/kind', 'See the record'];
  }
  const ended = endedBefore(response);
  const noun = responseNoun(shown.consultation, response);
  switch (response.status) {
    case 'submitted': {
      const isLetter = noun === 'representation';
      const sent = `The ${noun} has been ${isLetter ? 'sent' : 'submitted'}`;
      return [sent, submittedBy(shown), '/submission', `See the record of ${isLetter ? 'sending' : 'submission'}`];
    }
    case 'approved':
      return ['The text is approved', 'The coordinator sends it and records that it was sent.', '/documents', 'See the documents'];
    case 'in-sign-off':
      return ['The text is locked and in sign-off', waitingOn(response, shown), '/sign-off', 'See where it is'];
    case 'stopped': {
      const sponsor = shown.network.offices.at(-1)?.name ?? 'sponsor';
      return [`The ${sponsor} declined, so everything has stopped`, 'Only they can start the draft again.', '/sign-off', 'See why'];
    }
    case 'withdrawn':
      return [`The ${noun} was withdrawn`, 'Its record stays here.', '/record', 'See the record'];
    case 'drafting':
      if (ended !== null) return openAgain(ended, noun, shown);
      return response.locking === null
        ? [`Read the ${noun} as it grows`, 'Nothing else is wanted of you yet.', '/response', `Open the ${noun}`]
        : ['The text is being locked', 'This takes a moment.', '/sign-off', 'See sign-off'];
  }
}

function openAgain(ended: EndedRound, noun: ResponseNoun, shown: Overview): Elsewhere {
  const by = endingOf(ended, shown, shown.memberId);
  return [
    'The text is open again',
    `${by} The officers see to it. When it is locked again, those who sign off see what changed.`,
    '/response',
    `Open the ${noun}`,
  ];
}

function waitingOn(response: Response, shown: Overview): string {
  const who = waitingFor(response).map(({ slot, stage }) => `${whoIn(slot, shown)}, ${stage.office.name}`);
  return who.length === 0 ? 'See what it waits for.' : `Waiting for ${listed(who)}.`;
}

function submittedBy({ response, network, members }: Overview): string {
  const submission = response?.submission ?? null;
  if (submission === null) return '';
  return `Sent on ${formatDeadline(submission.at, network.timeZone)} by ${nameOf({ members }, submission.by)}.`;
}

const stackClass = {
  drafting: 'drafting',
  'over-limit': 'over',
  'not-answering': 'contested',
  'not-started': 'none',
  'not-asked': 'none',
} as const;

function soFar({ answers, response }: Overview) {
  const counts = tally(answers.map((one) => one.standing));
  const scale = Math.min(1, 60 / Math.max(1, answers.length));
  return {
    parts: counts.map(({ standing, count }) => ({
      look: stackClass[standing],
      share: Math.max(1, Math.round(count * scale)),
      count,
      word: answerTag(standing, textOf(response)).tag.toLowerCase(),
    })),
  };
}

function factsOf({ consultation, network }: Overview) {
  const zone = network.timeZone;
  const words = wordsOf(consultation);
  const limits = new Set(currentQuestions(consultation).questions.map((question) => limitWords(question)));
  const chain = network.offices.map((office) => office.name);
  return {
    opened: consultation.opensAt === null ? 'Not known' : formatDate(consultation.opensAt, zone),
    closing: closingLabel(consultation),
    closes: formatDeadline(plannedTo(consultation), zone),
    url: consultation.url,
    // A long address breaks between its words.
    pieces: consultation.url.split(/(?<=[/.?&=_-])/u),
    limit:
      limits.size === 0
        ? `No ${words.questions} yet`
        : limits.size === 1
          ? capital([...limits].join('').replace('None', 'no limit'))
          : `Differs by ${words.question}`,
    chain: capital(chain.join(', then ')),
  };
}

function setsOf({ consultation, network }: Overview) {
  const zone = network.timeZone;
  const words = wordsOf(consultation);
  const all = consultation.questionSets.toReversed();
  return all.slice(0, 5).map((set, n) => ({
    version: `Version ${set.version}`,
    look: n === 0 ? 'good' : 'none',
    when: n === 0 ? `in force since ${formatDate(set.at, zone)}` : `from ${formatDate(set.at, zone)}`,
    what: set.questions.length === 0 ? `No ${words.questions} yet` : questionsCounted(set.questions.length, words),
  }));
}
