import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import type { AnswerStanding, Task } from '../domain/task.ts';
import { daysBetween, formatDay, formatShortDay, formatTime, relativeDay, workingDaysBetween } from '../domain/time/calendar.ts';
import { capital, counted, listed } from './english.ts';
import type { AskedFirst } from './rounds.ts';
import type { Tag } from './statuses.ts';

/** A task as a page says it. */
export interface TaskWords {
  readonly what: string;
  readonly why: string;
  readonly href: string;
  /** The words of its button. */
  readonly action: string;
  readonly tag: Tag | null;
}

/** Says a task; `first` is the office that a lock would ask first. */
export function wordsFor(task: Task, consultation: Consultation, network: Network, first: AskedFirst): TaskWords {
  const base = `/consultations/${consultation.id}`;
  const said = saying(task, network, first);
  return { ...said, href: `${base}${said.path}` };
}

interface Said {
  readonly what: string;
  readonly why: string;
  readonly path: string;
  readonly action: string;
  readonly tag: Tag | null;
}

function saying(task: Task, network: Network, first: AskedFirst): Said {
  switch (task.what) {
    case 'shorten':
    case 'start-answers':
      return aboutAnswers(task);
    case 'decide':
      return deciding(task, network);
    case 'lock':
      return { ...plain.lock, what: first.office === '' ? 'Lock the text' : `Lock the text for the ${first.office}`, why: lockWhy(first) };
    default:
      return plain[task.what];
  }
}

function lockWhy({ names }: AskedFirst): string {
  return `Editing stops for everybody${names === '' ? '' : `, and the first request goes to ${names}`}.`;
}

function deciding(task: Task, network: Network): Said {
  const office = network.offices.find((one) => one.id === task.office)?.name ?? 'approver';
  return {
    what: `Read the locked text and decide, as ${office}`,
    why: 'The link in your email opens it. The sign-off page leads to the same decision.',
    path: '/sign-off',
    action: 'Open sign-off',
    tag: { tag: 'Yours to decide', look: 'warn' },
  };
}

function aboutAnswers({ what, answers }: Task): Said {
  const [one] = answers;
  const path = answers.length === 1 && one !== undefined ? `/response#s-${one.id}` : '/response';
  const numbers = numbersOf(answers);
  const action = answers.length === 1 ? `Go to ${numbers.toLowerCase()}` : 'Open the response';
  if (what === 'shorten') {
    return {
      what: answers.length === 1 ? `Shorten the answer to ${numbers.toLowerCase()}` : `Shorten ${answers.length} answers`,
      why: `${numbers} ${answers.length === 1 ? 'is over its limit' : 'are over their limit'}. The text cannot go for sign-off until it fits.`,
      path,
      action,
      tag: { tag: 'Over limit', look: 'stop' },
    };
  }
  return {
    what: answers.length === 1 ? `Start the answer to ${numbers.toLowerCase()}` : `Start ${answers.length} answers`,
    why: `Nobody has started ${numbers.toLowerCase()}.`,
    path,
    action,
    tag: { tag: 'Not started', look: 'none' },
  };
}

const most = 6;

function numbersOf(answers: readonly AnswerStanding[]): string {
  const named = answers.slice(0, most).map((answer) => answer.number);
  const more = answers.length - named.length;
  const list = more > 0 ? `${named.join(', ')} and ${more} more` : listed(named);
  return `${answers.length === 1 ? 'Question' : 'Questions'} ${list}`;
}

const plain = {
  'bring-questions': {
    what: 'Bring in the questions',
    why: 'From a file, pasted or typed. Nothing can be written before.',
    path: '/questions/import',
    action: 'Bring in the questions',
    tag: null,
  },
  'start-response': {
    what: 'Start the network’s response',
    why: 'Everybody can then read it, and officers can write in it at the same time.',
    path: '/response',
    action: 'Start the response',
    tag: null,
  },
  'read-through': {
    what: 'Read the whole response, and change what is not right',
    why: 'Every question has an answer.',
    path: '/response',
    action: 'Open the response',
    tag: null,
  },
  'run-checks': {
    what: 'Run the checks before sign-off',
    why: 'Shows every gap at once. Nothing is sent.',
    path: '/checks',
    action: 'Run the checks',
    tag: null,
  },
  lock: { what: 'Lock the text', why: '', path: '/checks', action: 'Go to the checks', tag: null },
  'make-document': {
    what: 'Make the final document',
    why: 'The text is approved. The document carries the certificate of sign-off.',
    path: '/documents',
    action: 'Go to documents',
    tag: { tag: 'Approved', look: 'good' },
  },
  'record-submission': {
    what: 'Send the response, then record that it was sent',
    why: 'You send it yourself. The record keeps how, when, and the response ID.',
    path: '/submission',
    action: 'Record the submission',
    tag: { tag: 'Approved', look: 'good' },
  },
  reopen: {
    what: 'Decide whether the draft starts again',
    why: 'You declined the text, so everything has stopped.',
    path: '/sign-off',
    action: 'Open sign-off',
    tag: { tag: 'Stopped', look: 'stop' },
  },
} as const satisfies Readonly<Partial<Record<Task['what'], Said>>>;

/** A due time for a list of tasks: `Tomorrow, 5pm` over `Friday 24 June`. */
export interface Due {
  readonly lead: string;
  readonly sub: string;
  readonly late: boolean;
  /** For a sentence: `tomorrow, Friday 24 June at 5pm`. */
  readonly sentence: string;
}

/** Says a due time, seen from now; with its year only where it is not the present one. */
export function dueWords(dueAt: Instant, now: Instant, zone: string): Due {
  const days = daysBetween(now, dueAt, zone);
  const day = formatDay(dueAt, zone).replace(dueAt.slice(0, 4) === now.slice(0, 4) ? / \d{4}$/ : /^$/, '');
  const time = formatTime(dueAt, zone);
  if (dueAt < now)
    return { lead: 'Late', sub: `was due ${day}${days === 0 ? `, ${time}` : ''}`, late: true, sentence: `${day} at ${time}` };
  if (days < 2) {
    const soon = relativeDay(dueAt, now, zone);
    return { lead: `${capital(soon)}, ${time}`, sub: day, late: false, sentence: `${soon}, ${day} at ${time}` };
  }
  const working = workingDaysBetween(now, dueAt, zone);
  return {
    // A list has a narrow column for it.
    lead: time === '5pm' ? formatShortDay(dueAt, zone) : `${formatShortDay(dueAt, zone)}, ${time}`,
    sub: `in ${counted(working, 'working day', 'working days')}`,
    late: false,
    sentence: `${day} at ${time}`,
  };
}
