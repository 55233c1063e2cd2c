import type { OfKind } from '../domain/response/kind/kind.ts';
import { type ResponseNoun, responseNoun, singleParts } from './names.ts';
import { type Consultation, currentQuestions } from '../domain/consultation/consultation.ts';
import { questionName } from '../domain/consultation/question-name.ts';
import type { EndedRound } from '../domain/round/round.ts';
import type { Task } from '../domain/task.ts';
import { counted, listed, possessive, sentences } from './english.ts';
import { type Cast, nameOf, officeName, organisationOf } from './people.ts';
import { type AskedFirst, endingOf } from './rounds.ts';
import { letterWords } from './kinds/letter-tasks.ts';
import type { Tag } from './statuses.ts';
import { type Said, plainTasks as plain } from './work/plain-tasks.ts';

/** A task as a page says it. */
export interface TaskWords {
  readonly what: string;
  readonly why: string;
  readonly href: string;
  /** The words of its button. */
  readonly action: string;
  /** True where the button posts: one press is enough. */
  readonly posts: boolean;
  readonly tag: Tag | null;
  /** The words of the person who asked for it; empty for a task that nobody asked for. */
  readonly quote: string;
  /** The questions that those words name, each with a way to its answer. */
  readonly places: readonly { readonly text: string; readonly href: string }[];
}

/** The surroundings in which tasks are said to a reader; `first` is the office that a lock would ask first. */
export interface Saying {
  readonly consultation: Consultation;
  readonly response: OfKind | null;
  readonly cast: Cast;
  readonly first: AskedFirst;
  /** The id of the reader. */
  readonly reader: string;
}

/** Says a task to its member. */
export function wordsFor(task: Task, saying: Saying): TaskWords {
  const { consultation } = saying;
  const base = `/consultations/${consultation.id}`;
  const { path, ...said } = { ...saidOf(task, saying), ...letterWords(task, consultation) };
  const asked = currentQuestions(consultation).questions.filter(({ id }) => task.answers.some((answer) => answer.id === id));
  const isChange = task.round !== null;
  return {
    ...said,
    href: path.startsWith('/network') ? path : `${base}${path}`,
    posts: task.what === 'start-response',
    quote: isChange ? task.round.ending.reason : '',
    places: isChange ? asked.map((question) => ({ text: questionName(question), href: `${base}/response#s-${question.id}` })) : [],
  };
}

function saidOf(task: Task, { consultation, response, cast, first, reader }: Saying): Said {
  const { network } = cast;
  const noun = responseNoun(consultation, response);
  if (task.round !== null) return changing(task, task.round, { cast, reader, noun });
  switch (task.what) {
    case 'make-changes':
      throw new TypeError('changes are asked for by the end of a round');
    case 'late-passages':
      return latePassages(task.passages);
    case 'appoint':
      return appointing(officeName(network, task.office ?? ''), task.office ?? '');
    case 'shorten':
    case 'start-answers':
      return aboutAnswers(task, noun);
    case 'write-led':
      return writeLed(task, noun);
    case 'evidence-boxes':
      return evidenceBoxes(task);
    case 'clear-position':
      return { ...plain['clear-position'], what: `Say where ${organisationOf(cast, reader)} stands` };
    case 'look-again':
      return {
        ...plain['look-again'],
        what: `Say whether ${possessive(organisationOf(cast, reader))} position still stands`,
        why: `${counted(task.passages, 'section has', 'sections have')} changed since it was given.`,
      };
    case 'give-position':
      return {
        ...plain['give-position'],
        what: `Say where ${organisationOf(cast, reader)} stands`,
        why: `On the whole ${noun}, with exceptions for ${singleParts[noun]}. It takes three minutes.`,
      };
    case 'start-response':
      return { ...plain['start-response'], what: `Start the network’s ${noun}`, action: `Start the ${noun}` };
    case 'read-through':
      return {
        ...plain['read-through'],
        what: `Read the whole ${noun}, and change what is not right`,
        why: everyAnswer[noun],
        action: `Open the ${noun}`,
      };
    case 'record-submission':
      return { ...plain['record-submission'], what: `Send the ${noun}, then record that it was sent` };
    case 'decide':
      return deciding(officeName(network, task.office ?? ''));
    case 'lock':
      return { ...plain.lock, what: first.office === '' ? 'Lock the text' : `Lock the text for the ${first.office}`, why: lockWhy(first) };
    default:
      return plain[task.what];
  }
}

const everyAnswer = {
  response: 'Every question has an answer.',
  endorsement: 'It is one page, and goes out with the document that the network endorses.',
  representation: 'Something stands under every heading.',
} as const satisfies Record<ResponseNoun, string>;

function lockWhy({ names }: AskedFirst): string {
  return `Editing stops for everybody${names === '' ? '' : `, and the first request goes to ${names}`}.`;
}

function deciding(office: string): Said {
  return {
    what: `Read the locked text and decide, as ${office}`,
    why: 'The link in your email opens it. The sign-off page leads to the same decision.',
    path: '/sign-off',
    action: 'Open sign-off',
    tag: { tag: 'Yours to decide', look: 'warn' },
  };
}

/** The end of a round as a task of those who write: who ended it, when, and the first question that their words name (SO5, SO11). */
function changing(
  { answers }: Task,
  round: EndedRound,
  { cast, reader, noun }: Pick<Saying, 'cast' | 'reader'> & { readonly noun: ResponseNoun },
): Said {
  const [first] = answers;
  const who = round.ending.by === null ? '' : round.ending.by === reader ? 'you' : nameOf(cast, round.ending.by);
  return {
    ...changeWords[round.status === 'changes-requested' || round.status === 'declined' ? round.status : 'recalled'](who),
    why: sentences(`Round ${round.n} ended`, endingOf(round, cast, reader)),
    ...wayTo(first, noun),
  };
}

const changeWords = {
  'changes-requested': (who: string) => ({
    what: `Make the changes that ${who} asked for`,
    tag: { tag: 'Changes requested', look: 'warn' } as const,
  }),
  declined: (who: string) => ({
    what: `See to the reason for which ${who} declined the text`,
    tag: { tag: 'Declined', look: 'stop' } as const,
  }),
  recalled: (who: string) => ({
    what: `See to the reason for which ${who} took the text back`,
    tag: { tag: 'Taken back', look: 'warn' } as const,
  }),
};

function latePassages(n: number): Said {
  const [one, them] = [n === 1, n === 1 ? 'it' : 'them'];
  return {
    what: `Decide about ${one ? 'a passage' : `${n} passages`} that came in after the lock`,
    why: `${one ? 'It is' : 'They are'} not in the draft. Bring ${them} in, or leave ${them} out.`,
    path: '/late',
    action: `Read ${them}`,
    tag: { tag: one ? 'Waits' : 'Wait', look: 'warn' },
  };
}

function appointing(office: string, id: string): Said {
  return {
    what: `Appoint somebody as ${office}`,
    why: 'Nobody in post can decide, so sign-off waits. The person you appoint is asked at once.',
    path: `/network/appointments/new?office=${id}`,
    action: `Appoint a ${office}`,
    tag: { tag: 'Blocked', look: 'stop' },
  };
}

function wayTo(first: Task['answers'][number] | undefined, noun: ResponseNoun): Pick<Said, 'path' | 'action'> {
  if (first === undefined) return { path: '/response', action: `Open the ${noun}` };
  return { path: anchorOf(first), action: `Go to question ${first.number}` };
}

function anchorOf({ id }: { readonly id: string }): string {
  return `/response#s-${id}`;
}

function aboutAnswers({ what, answers }: Task, noun: ResponseNoun): Said {
  const [first] = answers;
  const numbers = numbersOf(answers);
  const way = wayTo(first, noun);
  if (what === 'shorten') {
    return {
      ...way,
      what: answers.length === 1 ? `Shorten the answer to ${numbers.toLowerCase()}` : `Shorten ${answers.length} answers`,
      why: `${numbers} ${answers.length === 1 ? 'is over its limit' : 'are over their limit'}. The text cannot go for sign-off until it fits.`,
      tag: { tag: 'Over limit', look: 'stop' },
    };
  }
  return {
    ...way,
    what: answers.length === 1 ? `Start the answer to ${numbers.toLowerCase()}` : `Start ${answers.length} answers`,
    why: `Nobody has started ${numbers.toLowerCase()}.`,
    tag: { tag: 'Not started', look: 'none' },
  };
}

function writeLed({ answers }: Task, noun: ResponseNoun): Said {
  const [first] = answers;
  const numbers = numbersOf(answers);
  return {
    ...wayTo(first, noun),
    what:
      answers.length === 1
        ? `Write the answer that you lead: ${numbers.toLowerCase()}`
        : `Write the ${answers.length} answers that you lead`,
    why: `Nobody has started ${numbers.toLowerCase()}.`,
    tag: { tag: 'You lead', look: 'work' },
  };
}

function evidenceBoxes({ answers }: Task): Said {
  const [first] = answers;
  const numbered = answers.filter(({ number }) => number !== '');
  return {
    path: first === undefined ? '/response' : anchorOf(first),
    action: 'Go to the evidence box',
    what: 'See to evidence that may no longer be quoted',
    why: sentences('A box with it holds the lock up', numbered.length === 0 ? '' : numbersOf(numbered)),
    tag: { tag: 'Held', look: 'stop' },
  };
}

const most = 6;
function numbersOf(answers: Task['answers']): string {
  const named = answers.slice(0, most).map(({ number }) => number);
  const more = answers.length - named.length;
  const list = more > 0 ? `${named.join(', ')} and ${more} more` : listed(named);
  return `${answers.length === 1 ? 'Question' : 'Questions'} ${list}`;
}
