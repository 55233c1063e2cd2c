import { endorsed, headingOf, partOf } from './kind/on-page.ts';
import { kindOf } from '../../domain/response/kind/kind.ts';
import { fixedIn, questionsIn } from '../../domain/response/kind/sections.ts';
import { closingLabel } from '../../phrases/kinds/closing.ts';
import type * as Y from 'yjs';
import {
  type Consultation,
  type Question,
  currentQuestions,
  hasClosed,
  plannedTo,
  shortTitle,
} from '../../domain/consultation/consultation.ts';
import { listTitle } from '../../domain/consultation/questions/proposed-title.ts';
import { may } from '../../domain/network/access.ts';
import { isOpen, type Response } from '../../domain/response/response.ts';
import { type DraftContent, sectionIds } from '../../domain/response/snapshot.ts';
import { formatShortDay, formatTime, relativeDay } from '../../domain/time/calendar.ts';
import { capital } from '../../phrases/english.ts';
import { questionsCounted, wordsOf } from '../../phrases/kinds/words.ts';
import { responseNoun, responseTitle } from '../../phrases/names.ts';
import { answerTag, tallyText } from '../../phrases/progress/answer-states.ts';
import { followShown } from '../../phrases/work/following.ts';
import { type AnswerSoFar, answersSoFar } from '../../reading/answers.ts';
import { wordsOfNames } from '../../reading/known-names.ts';
import { countBlocks } from '../../text/counts.ts';
import { isFirstForm } from '../../text/first-form/read.ts';
import { isEmptySection } from '../../text/read.ts';
import { type ReasonNow, longestReason, reasonNow } from '../../text/reasons/reasons.ts';
import { type Standing, countText, excessOf, excessOfReason, limitText, tally } from '../../text/standing.ts';
import type { Viewer } from '../../web/viewer.ts';
import { organisationOf } from './gate.ts';
import { type AroundShown, aroundView, nameOfSection, spokenWords } from './around-view.ts';
import { conditionShown } from './condition-view.ts';
import { goneView } from './gone/view.ts';
import { legendOf } from './legend.ts';
import { readyView } from './ready-view.ts';
import type { ResponseNow } from './response-now.ts';
import { stripOf } from './strip-views.ts';
import { tellStrip } from './tell-views.ts';

interface Section {
  readonly id: string;
  readonly anchor: string;
  readonly number: string;
  readonly text: string;
  /** The name in the list of sections. */
  readonly title: string;
  readonly standing: Standing;
  readonly counted: string;
  readonly question: Question | null;
  readonly part: string;
}

/** A section with the panel beside it. */
type ShownSection = Section & { readonly around: AroundShown };

/** The response page: every section as it reads now, and what the editor needs to take over. */
export function responseView(now: ResponseNow) {
  const { viewer, consultation, response, lock } = now;
  const content = now.text.content(sectionIds(consultation));
  const around = aroundView(now);
  const sections = sectionsOf(now, content).map((one) => ({ ...one, around: around({ ...one, name: nameOfSection(one) }) }));
  const questions = sections.filter((section) => section.question !== null);
  const text = textOf(response);
  const ready = readyView(now);
  const follow = followShown(viewer.member, consultation, response);
  const title = responseTitle(consultation, response);
  return {
    title,
    layout: 'editor' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'response' as const },
    ...room(now),
    strip: stripOf(now),
    isLocked: lock !== null,
    ...goneView(now),
    tell: now.untold === null ? null : tellStrip(consultation, now.untold),
    positions: `/consultations/${consultation.id}/positions`,
    spoken: spokenWords(now.said),
    whole: isOpen(response) ? `/consultations/${consultation.id}/sign-off/draft` : '',
    due: dueOf(now),
    next: nextStep(now),
    names:
      isOpen(response) && may('response.write', viewer.duties)
        ? wordsOfNames({ network: viewer.network, members: [...now.members.values()] })
        : '',
    you: youAre(now),
    heading: headingOf(now, questions.length),
    endorses: endorsed(now),
    tally: tallyText(tally(questions.map((section) => section.standing)), text),
    bars: bars(questions.map((section) => section.standing)),
    groups: grouped(sections).map((group, index) => ({
      id: `outline-${index}`,
      title: group.title,
      items: group.sections.map((one) => outlineItem(one, text, ready)),
    })),
    chapters: grouped(sections).map((group) => ({
      title: chapterTitle(group),
      sections: group.sections.map((section) => ({
        ...sectionModel(section, content, now),
        ready: ready(section.id, isEmptySection(content, section.id)),
        follow: follow(section.id),
      })),
    })),
  };
}

/** What the page and its state answer tell a browser of the room and of what it may do there. */
export function room({ viewer, consultation, response }: Pick<ResponseNow, 'viewer' | 'consultation' | 'response'>) {
  return {
    room: `${response.id}/${response.epoch}`,
    state: `/consultations/${consultation.id}/response/state`,
    may: may('response.write', viewer.duties) && kindOf(response) !== 'none' ? ('write' as const) : ('read' as const),
    text: textOf(response),
    zone: viewer.network.timeZone,
    me: viewer.member.id,
  };
}

function textOf(response: Response): 'open' | 'locked' {
  return isOpen(response) ? 'open' : 'locked';
}

function sectionsOf(now: ResponseNow, content: DraftContent): readonly Section[] {
  const fixed = fixedIn(now).map((one) => fixedSection(one, content));
  const answers = new Map(answersSoFar(now.text, questionsIn(now)).map((answer) => [answer.id, answer]));
  const asked = questionsIn(now).flatMap((question) => {
    const answer = answers.get(question.id);
    return answer === undefined ? [] : [questionSection(question, answer)];
  });
  return [...fixed, ...asked];
}

function fixedSection({ id, title }: { readonly id: string; readonly title: string }, { blocks }: DraftContent): Section {
  const standing = (blocks.get(id) ?? []).length > 0 ? 'drafting' : 'not-started';
  return { id, anchor: `s-${id}`, number: '', text: title, title, standing, counted: '', question: null, part: 'Opening parts' };
}

function questionSection(question: Question, { counts, standing }: Pick<AnswerSoFar, 'counts' | 'standing'>): Section {
  const { id, number, text, wordLimit } = question;
  const counted = question.freeText ? countText(counts.words, wordLimit, 'word') : '';
  return { id, anchor: `s-${id}`, number, text, title: listTitle(question), standing, counted, question, part: partOf(question) };
}

function sectionModel(section: ShownSection, content: DraftContent, now: ResponseNow) {
  const { question, ...shown } = section;
  const text = textOf(now.response);
  const counts = countBlocks(content.blocks.get(section.id) ?? []);
  const chosen = content.chosen.get(section.id) ?? [];
  const limits = { wordLimit: question?.wordLimit ?? null, characterLimit: question?.characterLimit ?? null };
  const notAnswered = content.notAnswered.get(section.id) ?? '';
  return {
    ...shown,
    asked: question !== null,
    declines: question !== null && question.kind !== 'heading',
    prefix: question === null || question.kind === 'heading' ? '' : `Question ${section.number}. `,
    ...limits,
    limit: limitText(limits.wordLimit, limits.characterLimit),
    ...answerTag(section.standing, text),
    guidance: question === null ? [] : question.guidance.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== ''),
    followUp: question?.followUp ?? '',
    condition: conditionShown(now.consultation, question, content.chosen),
    choice: question === null || question.options.length === 0 ? null : choiceModel(question, chosen),
    freeText: question?.freeText ?? true,
    html: now.text.html(section.id),
    empty: (content.blocks.get(section.id) ?? []).length === 0,
    words: countText(counts.words, limits.wordLimit, 'word'),
    characters: countText(counts.characters, limits.characterLimit, 'character'),
    meter: meterOf(counts.words, limits.wordLimit),
    excess: excessOf({ counts, ...limits, chosen: chosen.length, maxChoices: question?.maxChoices ?? null, notAnswered }),
    reason: { ...reasonShown(now.text.document, section.id, notAnswered), excess: excessOfReason(notAnswered) },
    longestReason,
    // Without JavaScript a writer changes one section at a time on a page of its own.
    editHref:
      isOpen(now.response) && may('response.write', now.viewer.duties)
        ? `/consultations/${now.consultation.id}/response/${section.id}`
        : null,
  };
}

/** The box and the words; in a locked text of the first form a reason is there or is not. */
function reasonShown(document: Y.Doc, section: string, notAnswered: string): ReasonNow {
  return isFirstForm(document) ? { ticked: notAnswered !== '', words: notAnswered } : reasonNow(document, section);
}

function choiceModel(question: Question, chosen: readonly string[]) {
  const several = question.kind === 'multiple-choice';
  return {
    type: several ? 'checkbox' : 'radio',
    legend: legendOf(question),
    most: question.maxChoices ?? null,
    // A scale of up to five is one row; more go one under the other.
    row: question.options.length <= 5 && question.options.every((option) => option.text.length <= 40),
    none: chosen.length === 0,
    options: question.options.map((option) => ({ ...option, input: `o-${question.id}-${option.id}`, checked: chosen.includes(option.id) })),
  };
}

/** How much of the limit is used, for a bar 64 wide; null where there is no limit. */
function meterOf(words: number, limit: number | null): { readonly width: number; readonly over: boolean } | null {
  return limit === null ? null : { width: Math.round(Math.min(1, words / limit) * 64), over: words > limit };
}

function outlineItem(
  { id, anchor, number, title, standing, counted, around }: ShownSection,
  is: 'open' | 'locked',
  ready: ReturnType<typeof readyView>,
) {
  return {
    ready: ready(id, true).states,
    id,
    anchor,
    number,
    title,
    counted,
    spoken: around.inList,
    lead: around.lead,
    ...answerTag(standing, is),
  };
}

interface Group {
  readonly title: string;
  readonly sections: readonly ShownSection[];
}

function grouped(sections: readonly ShownSection[]): readonly Group[] {
  const groups: { title: string; sections: ShownSection[] }[] = [];
  for (const section of sections) {
    const last = groups.at(-1);
    if (last?.title === section.part) last.sections.push(section);
    else groups.push({ title: section.part, sections: [section] });
  }
  return groups;
}

function chapterTitle({ title, sections }: Group): string {
  const [first] = sections;
  const last = sections.at(-1);
  if (first?.question == null || last?.question == null) return title;
  if (first.question.kind === 'heading') return title;
  const numbers = first === last ? `question ${first.number}` : `questions ${first.number} to ${last.number}`;
  return title === 'Questions' ? `Q${numbers.slice(1)}` : `${title}: ${numbers}`;
}

/** Where everything stands as one bar of 1,000, a rectangle for each standing. */
function bars(all: readonly Standing[]) {
  let x = 0;
  return tally(all).map(({ standing, count }) => {
    const width = Math.round((count / all.length) * 1000);
    const bar = { standing, x, width: Math.max(0, width - 8) };
    x += width;
    return bar;
  });
}

function dueOf({ consultation, viewer, now }: ResponseNow) {
  const zone = viewer.network.timeZone;
  const at = plannedTo(consultation);
  const day = relativeDay(at, now, zone);
  const near = day === 'today' || day === 'tomorrow';
  const date = near ? day : formatShortDay(at, zone);
  return { label: hasClosed(consultation, now) ? 'Closed' : closingLabel(consultation), when: `${date}, ${formatTime(at, zone)}` };
}

/** The one filled button of the page; null where nothing is next for this person. */
function nextStep({ viewer, consultation, response }: ResponseNow): { readonly href: string; readonly text: string } | null {
  const to = (path: string, text: string) => ({ href: `/consultations/${consultation.id}/${path}`, text });
  if (isOpen(response)) return may('sign-off.check', viewer.duties) ? to('checks', 'Checks before sign-off') : null;
  if (kindOf(response) === 'none') return to('kind', 'See the record');
  if (response.status === 'approved' || response.status === 'submitted') return to('documents', 'See documents');
  return to('sign-off', 'See sign-off');
}

function youAre({ viewer, consultation, response }: ResponseNow): string {
  const noun = responseNoun(consultation, response);
  if (viewer.duties.has('coordinator')) return `You coordinate this ${noun}`;
  const organisation = organisationOf(viewer);
  if (!may('response.write', viewer.duties)) return `You can read this ${noun}`;
  return organisation === '' ? `You can write in this ${noun}` : `You write for ${organisation}`;
}

/** The page before there is a response. */
export function notStartedView(viewer: Viewer, consultation: Consultation) {
  const words = wordsOf(consultation);
  const count = currentQuestions(consultation).questions.length;
  return {
    title: capital(responseNoun(consultation, null)),
    noun: responseNoun(consultation, null),
    to: count === 0 || words.isLetter ? '' : ` to ${questionsCounted(count, words)}`,
    later: count === 0 ? `There are no ${words.questions} yet: they can still be brought in later.` : '',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'response' as const },
    about: consultation.title,
    action: `/consultations/${consultation.id}/response`,
    overview: `/consultations/${consultation.id}`,
    canStart: may('response.start', viewer.duties),
  };
}
