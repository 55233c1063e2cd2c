import type { Response } from '../../../domain/response/response.ts';
import { officeAt, printedAt, questionAt } from './checks-places.ts';
import { closingSentence, closingStep } from '../../../phrases/kinds/closing.ts';
import { type Consultation, currentQuestions, plannedTo, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { Readiness } from '../../../domain/response/marking-ready.ts';
import type { Instant } from '../../../domain/outcome.ts';
import type { OrganisationStanding } from '../../../domain/positions/totals.ts';
import { chainOf } from '../../../domain/round/chain.ts';
import { type Block, type Findings, type PositionWarning, type Warning, warningKey } from '../../../domain/sign-off/checks.ts';
import { formatDateTime, formatShortDay, formatTime } from '../../../domain/time/calendar.ts';
import { capital, counted } from '../../../phrases/english.ts';
import { responseTitle } from '../../../phrases/names.ts';
import { questionsCounted, wordsOf } from '../../../phrases/kinds/words.ts';
import { nameOf, type Cast } from '../../../phrases/people.ts';
import { passedOver, askedFirst } from '../../../phrases/rounds.ts';
import type { OfficeHolders } from '../../../reading/people.ts';
import { choicesWords } from './choice-lines.ts';
import { differsAt, heldAt } from './box-lines.ts';
import { notReady } from './not-ready.ts';
import { isOnPosition, positionLines } from './position-lines.ts';
import { mayTell, undrawnWords } from './text-lines.ts';
import type { FormModel } from '../../../web/forms.ts';

/** What the page of checks shows. */
export interface ChecksShown {
  readonly consultation: Consultation;
  readonly response: Response;
  readonly findings: Findings;
  /** Where each organisation in the network stands. */
  readonly standings: readonly OrganisationStanding[];
  /** Names the earlier round that had this text, and its end; empty where none had. */
  readonly sameText: string;
  /** The sections that are marked ready to read, and the ids of those in which nothing is written. */
  readonly readiness: ReadonlyMap<string, Readiness>;
  readonly empty: ReadonlySet<string>;
  readonly holders: OfficeHolders;
  readonly cast: Cast;
  readonly dueAt: readonly Instant[];
  readonly now: Instant;
  /** The text is being locked just now. */
  readonly locking: boolean;
  /** True if the viewer has the right to lock the text. The checks may still block the lock (SO2). */
  readonly mayLock: boolean;
  readonly form: FormModel<'reason'>;
}

interface Line {
  readonly where: string;
  readonly href: string;
  readonly what: string;
  readonly why: string;
  /** Where one line stands for several questions: a way to each. */
  readonly places: readonly { readonly text: string; readonly href: string }[];
}

/** The page of checks before sign-off: what blocks, what warns, and the form that locks (SO1). */
export function checksView(shown: ChecksShown) {
  const { consultation, response, findings, cast, now, form } = shown;
  const zone = cast.network.timeZone;
  const questions = currentQuestions(consultation);
  const blocks = findings.blocks.map((block) => blockLine(block, shown));
  const warnings = warningLines(shown);
  return {
    title: 'Checks before sign-off',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'sign-off' as const },
    failed: form.summary !== null,
    caption: responseTitle(consultation, response),
    checkedAt: formatTime(now, zone),
    isLetter: wordsOf(consultation).isLetter,
    questions: `Version ${questions.version}, since ${formatDateTime(questions.at, zone)}`,
    sameText: shown.sameText,
    unread: notReady(shown),
    blocks,
    warnings,
    blocking: blocks.length > 0,
    warned: warnings.length > 0,
    reasonHint: warnings.length === 1 ? 'Everyone who signs reads it' : 'One reason for all. Everyone who signs reads it',
    locking: shown.locking,
    mayLock: shown.mayLock,
    offersLock: shown.mayLock && blocks.length === 0,
    next: nextStep(blocks.length, warnings.length, shown),
    passed: passed(shown),
    asked: askedWhen(shown),
    first: askedFirst(cast, now).names,
    keys: findings.warnings.map(warningKey),
    action: `/consultations/${consultation.id}/checks`,
    draft: `/consultations/${consultation.id}/sign-off/draft`,
    form,
  };
}

function nextStep(blocks: number, warnings: number, shown: ChecksShown): { readonly what: string; readonly by: string } {
  const by = `${closingSentence(shown.consultation, shown.cast.network.timeZone)} Nothing has been sent.`;
  if (blocks > 0) return { what: `Mend ${blocks === 1 ? 'one thing' : `${blocks} things`} before the text can be locked`, by };
  if (!shown.mayLock) return { what: `Nothing blocks. The coordinator locks the text${warnings === 0 ? '' : ', with a reason'}`, by };
  if (warnings === 0) return { what: 'Nothing stands in the way. Lock the text when everybody has finished', by };
  return { what: `Nothing blocks. Say why ${warnings === 1 ? 'one warning' : `${warnings} warnings`} may stand, then lock`, by };
}

function blockLine(block: Block, { consultation, cast }: ChecksShown): Line {
  switch (block.type) {
    case 'over-limit': {
      const over = block.count - block.limit;
      const unit = over === 1 ? block.unit.slice(0, -1) : block.unit;
      return {
        ...questionAt(consultation, block.question),
        what: `Cut ${over.toLocaleString('en-GB')} ${unit}`,
        why: `${block.count.toLocaleString('en-GB')} of ${block.limit.toLocaleString('en-GB')} ${block.unit}: the department’s form stops at ${block.limit.toLocaleString('en-GB')}.`,
      };
    }
    case 'too-many-choices':
    case 'too-few-choices':
      return { ...questionAt(consultation, block.question), ...choicesWords(block) };
    case 'reason-too-long':
      return {
        ...questionAt(consultation, block.question),
        what: `Cut ${counted(block.count - block.limit, 'character', 'characters')} from the reason for not answering`,
        why: `${block.count.toLocaleString('en-GB')} of ${counted(block.limit, 'character', 'characters')}. Or untick “We are not answering this question”.`,
      };
    case 'evidence-held':
      return { ...printedAt(consultation, block.section), ...heldAt(consultation, block) };
    case 'too-few-in-post':
      return {
        ...officeAt(cast, block.office),
        what: block.held === 0 ? 'Appoint somebody' : `Appoint ${block.needed - block.held} more`,
        why:
          block.held === 0
            ? 'Nobody is in post who could decide. This office always decides.'
            : `${block.needed} people must approve, and ${block.held} can.`,
      };
    case 'unreachable':
      return {
        ...officeAt(cast, block.office),
        what: `Find a working address for ${nameOf(cast, block.member)}`,
        why: 'The last email to this person was refused.',
      };
    case 'not-attached':
      return {
        where: 'Their document',
        places: [],
        href: `/consultations/${consultation.id}/kind`,
        what: 'Attach the document that the network endorses',
        why: 'It is signed off and goes out with the page.',
      };
    case 'no-letter':
      return {
        where: 'Covering letter',
        places: [],
        href: `/consultations/${consultation.id}/response#s-covering-letter`,
        what: 'Say why the network endorses it',
        why: 'The covering letter is the page that is signed off.',
      };
    case 'closed':
      return {
        where: 'Dates',
        places: [],
        href: `/consultations/${consultation.id}/closing`,
        ...closedWords(consultation),
      };
  }
}

function closedWords(consultation: Consultation): { readonly what: string; readonly why: string } {
  return wordsOf(consultation).isLetter
    ? { what: 'Move the date, if the recipient has moved it', why: 'The date has passed.' }
    : { what: 'Move the close, if the department has moved it', why: 'The consultation has closed.' };
}

const several = {
  unanswered: {
    what: 'Answer them, or say why not',
    why: 'None is answered, or marked as not answered. A reason is printed in the document.',
  },
  'no-option': { what: 'Choose an option for each', why: 'There are words, but none of the options is chosen.' },
} as const;

/** One line a warning; the same warning at several questions is one line with a way to each. */
function warningLines(shown: ChecksShown): readonly Line[] {
  const { findings, consultation } = shown;
  const grouped = (['unanswered', 'no-option'] as const).flatMap((type) => {
    const same = findings.warnings
      .filter((warning) => warning.type === 'unanswered' || warning.type === 'no-option')
      .filter((warning) => warning.type === type);
    if (same.length < 2) return same.map((warning) => warningLine(warning, shown));
    const places = same.map((warning) => questionAt(consultation, warning.question));
    const named = places.map((place) => ({ text: place.where.replace(/^Question /, ''), href: place.href }));
    return [{ where: questionsCounted(same.length, wordsOf(consultation)), href: places[0]?.href ?? '', ...several[type], places: named }];
  });
  const others = findings.warnings.flatMap((one) =>
    one.type === 'unanswered' || one.type === 'no-option' || isOnPosition(one) ? [] : [warningLine(one, shown)],
  );
  return [...grouped, ...positionLines({ ...shown, timeZone: shown.cast.network.timeZone }), ...others];
}

function warningLine(warning: Exclude<Warning, PositionWarning>, { consultation, cast }: ChecksShown): Line {
  switch (warning.type) {
    case 'unanswered':
      return {
        ...questionAt(consultation, warning.question),
        what: 'Answer it, or say why not',
        why: 'It is neither answered nor marked as not answered. A reason is printed in the document.',
      };
    case 'no-option':
      return {
        ...questionAt(consultation, warning.question),
        what: 'Choose an option',
        why: 'There are words, but none of the options is chosen.',
      };
    case 'answer-not-asked':
      return {
        ...questionAt(consultation, warning.question),
        what: 'Take its answer out, or say why it stays',
        why: 'It is asked only after another answer than the one chosen. The document prints its answer all the same.',
      };
    case 'left-behind':
      return {
        ...questionAt(consultation, warning.question),
        href: `/consultations/${consultation.id}/response#g-${warning.question}`,
        what: 'Bring its answer into another question, or say why it is left out',
        why: 'The question is no longer asked. Its answer is kept, and is not in the document.',
      };
    case 'passed-over': {
      const office = cast.network.offices.find((one) => one.id === warning.office);
      return {
        ...officeAt(cast, warning.office),
        what: 'Appoint somebody, or go on without',
        why: passedOver(office ?? { name: warning.office }, warning.because)
          .replace('was', 'is')
          .replace(' when the text was locked', ''),
      };
    }
    case 'not-drawn':
      return { ...printedAt(consultation, warning.section), ...undrawnWords(warning.characters) };
    case 'may-tell-a-child':
      return { ...printedAt(consultation, warning.section), ...mayTell(warning.signs) };
    case 'evidence-differs':
      return { ...printedAt(consultation, warning.section), ...differsAt(consultation, warning) };
    case 'little-time':
      return {
        where: 'Dates',
        places: [],
        href: `/consultations/${consultation.id}`,
        what: 'Warn those who sign off that there is little time',
        why: `The last day is ${warning.workingDays === 0 ? 'today' : 'the next working day'}.`,
      };
  }
}

function passed({ findings, consultation, standings }: ChecksShown): readonly string[] {
  const has = (type: string): boolean => [...findings.blocks, ...findings.warnings].some((one) => one.type === type);
  const { questions } = currentQuestions(consultation);
  const { end, isLetter } = wordsOf(consultation);
  const lines = [
    has('over-limit')
      ? ''
      : questions.some((one) => one.wordLimit !== null || one.characterLimit !== null)
        ? 'Every answer is within its limit'
        : '',
    has('unanswered') ? '' : isLetter ? 'There is text under every heading' : 'Every question is answered, or says why not',
    has('no-option')
      ? ''
      : questions.some((one) => one.options.length > 0)
        ? 'Every closed question with an answer has an option chosen'
        : '',
    has('too-few-in-post') ? '' : 'Every office that decides has enough people in post',
    has('not-drawn') ? '' : 'The PDF has a font for every character',
    standings.every(({ positions }) => positions === null) || findings.warnings.some(isOnPosition)
      ? ''
      : 'Every organisation has said where it stands on this text',
    has('may-tell-a-child') ? '' : 'Nothing looks as if it told who a child is',
    has('unreachable') ? '' : 'Everybody who signs off can be reached by email',
    'No two offices are decided by one person',
    has('little-time') || has('closed') ? '' : `There are two working days or more before ${end}`,
  ];
  return lines.filter((line) => line !== '');
}

function askedWhen({
  holders,
  cast,
  dueAt,
  consultation,
  now,
  mayLock,
}: ChecksShown): readonly { readonly date: string; readonly what: string }[] {
  const zone = cast.network.timeZone;
  const offices = chainOf(holders, now).flatMap(({ office, passedOver: because }, index) => {
    const due = dueAt[index] ?? plannedTo(consultation);
    return because === null ? [{ date: formatShortDay(due, zone), what: capital(office.name) }] : [];
  });
  const close = { date: formatShortDay(plannedTo(consultation), zone), what: closingStep(consultation, zone) };
  return [{ date: mayLock ? 'When you lock' : 'At the lock', what: 'Editing stops' }, ...offices, close];
}
