import { type Consultation, type Question, currentQuestions } from '../../domain/consultation/consultation.ts';
import { questionTitle } from '../../domain/consultation/question-name.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import type { SectionId } from '../../domain/ids.ts';
import type { Network } from '../../domain/network/network.ts';
import type { ChangedDate, LedOtherwise } from '../../domain/response/plan/changed-since.ts';
import { formatDateTime } from '../../domain/time/calendar.ts';
import { stepTitle } from '../dates.ts';
import { listed } from '../english.ts';
import { closingLabel } from '../kinds/closing.ts';

/** `Lock the text: 4 August 2026, noon. It was 3 August 2026, noon.` */
export function changedDateWords({ name, was, now }: ChangedDate, consultation: Consultation, network: Network): string {
  const zone = network.timeZone;
  const what = name === 'close' ? closingLabel(consultation) : stepTitle(name, network);
  return `${what}: ${formatDateTime(now, zone)}. It was ${formatDateTime(was, zone)}.`;
}

/** The sections that a person leads now, and those that they lead no more, a sentence each (WO19). */
export function ledWords({ gained, lost }: LedOtherwise, consultation: Consultation): readonly string[] {
  return [
    ...(gained.length === 0 ? [] : [`You lead the drafting of ${named(gained, consultation)}.`]),
    ...(lost.length === 0 ? [] : [`You no longer lead the drafting of ${named(lost, consultation)}.`]),
  ];
}

function isHeading({ kind }: Question): boolean {
  return kind === 'heading';
}

function named(sections: readonly SectionId[], consultation: Consultation): string {
  const fixed = fixedSections.filter(({ id }) => sections.includes(id)).map(({ title }) => title.toLowerCase());
  const led = currentQuestions(consultation).questions.filter(({ id }) => sections.includes(id));
  const [headings, numbered] = [led.filter(isHeading), led.filter((one) => !isHeading(one))];
  const numbers = numbered.map(({ number }) => number);
  const questions = numbers.length === 0 ? [] : [`${numbers.length === 1 ? 'question' : 'questions'} ${listed(numbers)}`];
  const names = [...fixed, ...questions, ...headings.map((one) => `“${questionTitle(one)}”`)];
  return names.length === 0 ? 'a question that was taken out' : listed(names);
}
