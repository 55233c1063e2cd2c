import { mostShortTitle, type NamedQuestion, questionTitle } from '../question-name.ts';
import { cleanLine } from '../wording.ts';

/** The beginnings of questions that say nothing of their subject. Each is taken off once, in this order. */
const beginnings: readonly RegExp[] = [
  /^(?:please )?(?:give|share|provide|set out|tell us|explain|describe)(?: us)?(?: with)?(?: any| your)?(?: views| comments| evidence| reasons)?(?: (?:on|about|for))? /iu,
  /^(?:to what extent|how far|how strongly)?(?: do| would)? ?you (?:strongly )?(?:agree|disagree|support|accept|think|believe|consider)(?: or (?:disagree|oppose))?(?: (?:that|with|on|about))? /iu,
  /^(?:do|would|does) (?:you|your organisation) (?:have (?:any|further|other) (?:\w+ )?(?:comments|views|evidence|suggestions)|agree|disagree|accept|think|believe|consider|support|want|confirm)(?: or disagree)?(?: (?:that|with|on|about))? /iu,
  /^what (?:are|is) your (?:view|views|opinion|comments?)s? (?:on|of|about) /iu,
  /^what (?:comments|views|evidence)(?: do you have)? (?:on|about|of) /iu,
  /^(?:what|which|how|why|when|where|who) (?:(?:more |else |best |well |much )?(?:is|are|was|were|should|could|can|would|will|might|do|does|must|kind of|type of))? ?/iu,
  /^(?:should|is|are|can|could|would|will|must|has|have) /iu,
  /^(?:there|we|you) /iu,
  /^(?:(?:the|our|this|these) )?(?:overall approach to|proposals? (?:to|for|that)|proposed|idea of|principle of|introduction of) /iu,
  /^(?:a|an|the|our|your|these|this|those|any|all|of the following|adding|having) /iu,
];

/** Where the subject ends and the rest of the sentence begins. */
const ends =
  /(?:[,;:(?]| (?:matters?|be|is|are|was|were|should|could|would|can|will|must|may|might|have|has|who|which|that|so|by|because|where|if|when|while|without|including|across|given|and why|in order|to)\b)/iu;
const trailing = /(?: (?:a|an|the|of|in|on|at|to|for|from|with|and|or|by|as|into|about|between|their|its|your|our|most|should|be))+$/iu;

/**
 * A short title proposed from the text of a question, for a coordinator to confirm or change; empty where the text gives none. Equal
 * texts give equal titles. `How should local partnerships be designed to…` becomes `Local partnerships` (QS3).
 */
export function proposedTitle(text: string): string {
  const [first = ''] = cleanLine(text).split(/(?<=[.?!]) /u);
  const bare = beginnings.reduce((left, beginning) => left.replace(beginning, ''), first.replace(/[?.!:;…]+$/u, ''));
  const subject = wholeWords(subjectOf(bare)).replace(trailing, '').trim();
  return subject.length < 3 ? '' : subject.charAt(0).toLocaleUpperCase('en-GB') + subject.slice(1);
}

/**
 * The few words of a question in a narrow list: its short title, or the subject of its text, or the text cut at a word (QS1). A heading
 * is such a name already (RK10).
 */
export function listTitle(question: Omit<NamedQuestion, 'number'>): string {
  if (question.shortTitle !== undefined) return question.shortTitle;
  if (question.kind === 'heading') return questionTitle(question);
  const subject = proposedTitle(question.text);
  return subject === '' ? questionTitle(question) : subject;
}

/** The words up to the first break, where there are enough of them; all of them where there is no such break. */
function subjectOf(bare: string): string {
  for (const { index, 0: end } of bare.matchAll(new RegExp(ends, 'giu'))) {
    const subject = bare.slice(0, index).replace(trailing, '').trim();
    if (subject !== '' && subject.split(' ').length >= fewest(end)) return subject;
  }
  return bare;
}

/** The fewest words of a subject before a break: one in `Features matter`, three before ` to`, else two. */
function fewest(end: string): number {
  if (/^ matters?$/iu.test(end)) return 1;
  return /^ to$/iu.test(end) ? 3 : 2;
}

function wholeWords(text: string): string {
  if (text.length <= mostShortTitle) return text;
  const cut = text.lastIndexOf(' ', mostShortTitle);
  return cut <= 0 ? '' : text.slice(0, cut);
}
