import { fixedSectionNamed } from '../../domain/response/kind/sections.ts';
import { largestDocument } from '../../collab/ports.ts';
import { currentQuestions, shortTitle, type Consultation } from '../../domain/consultation/consultation.ts';
import { questionName } from '../../domain/consultation/question-name.ts';
import { whyNotTakeOut } from '../../domain/response/taking-out.ts';
import { capital, counted, listed } from '../../phrases/english.ts';
import { responseTitle } from '../../phrases/names.ts';
import { type Cast, nameOf, organisationOf } from '../../phrases/people.ts';
import { mostNodesInAll } from '../../text/limits.ts';
import type { Case } from '../../web/found.ts';
import { type Addition, markOf } from './taking-out.ts';

/** The values from which the pages of additions are made. */
export interface AddedShown extends Case {
  readonly cast: Cast;
  readonly additions: readonly Addition[];
  readonly size: { readonly bytes: number; readonly lines: number };
}

/** How full a draft is, and how much each member added (CO17). */
export function addedView(shown: AddedShown) {
  const { additions, size, response, viewer } = shown;
  const whole = additions.reduce((sum, { all }) => sum + all.characters + all.lines, 0);
  const mayTakeOut = whyNotTakeOut(response, viewer.duties) === null;
  return {
    ...around(shown),
    title: 'How full the draft is',
    size: `${percent(size.bytes / largestDocument)} of the longest text`,
    lines: `${percent(size.lines / mostNodesInAll)} of ${mostNodesInAll.toLocaleString('en-GB')} paragraphs`,
    mayTakeOut,
    rows: additions.map((addition) => ({
      name: nameFor(shown, addition),
      organisation:
        addition.members.length === 1 && addition.whose !== 'unseen' ? organisationOf(shown.cast, addition.members[0] ?? '') : '',
      words: addition.all.words,
      lines: addition.all.lines,
      share: percent((addition.all.characters + addition.all.lines) / Math.max(1, whole)),
      href: mayTakeOut && addition.whose !== 'nobody' ? `${around(shown).added}/${addition.whose}` : '',
    })),
  };
}

/** The question whether to take an addition out. `how`: `stale` where it changed since the page that was answered. */
export function takeOutView(shown: AddedShown, addition: Addition, how: 'asked' | 'stale') {
  const { all, texts, whose, members } = addition;
  const isUnseen = whose === 'unseen';
  const name = nameFor(shown, addition);
  return {
    ...around(shown),
    title: isUnseen ? 'Take out the text outside the answers?' : `Take out all that ${name} wrote?`,
    failed: how === 'stale',
    stale: how === 'stale',
    isUnseen,
    name,
    told: members.length === 0 ? '' : `An email then tells ${listed(members.map((id) => nameOf(shown.cast, id)))}.`,
    amount: `${counted(all.words, 'word', 'words')} in ${counted(all.lines, 'paragraph or line', 'paragraphs and lines')}`,
    places: isUnseen ? [] : [...texts].map(([root, added]) => ({ title: placeIn(shown.consultation, root), words: added.words })),
    action: `${around(shown).added}/${whose}`,
    mark: markOf(addition),
  };
}

/** The name of the version that is kept before an addition is taken out. */
export function versionNameFor(shown: AddedShown, addition: Addition): string {
  return addition.whose === 'unseen'
    ? 'Before text outside the answers was taken out'
    : `Before ${nameFor(shown, addition)}’s words were taken out`;
}

function around({ consultation, response }: Pick<Case, 'consultation' | 'response'>) {
  const base = `/consultations/${consultation.id}/history`;
  return {
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'history' as const },
    caption: responseTitle(consultation, response),
    base,
    added: `${base}/added`,
  };
}

function nameFor({ cast }: Pick<AddedShown, 'cast'>, { whose }: Addition): string {
  if (whose === 'unseen') return 'Text outside the answers, which no page shows';
  return whose === 'nobody' ? 'Written in at the start' : capital(nameOf(cast, whose));
}

/** `Question 5: Redress`, or the title of a fixed section; a question that was taken out is named as that. */
function placeIn(consultation: Consultation, root: string): string {
  const id = root.slice(root.indexOf(':') + 1);
  const question = currentQuestions(consultation).questions.find((one) => one.id === id);
  const title = fixedSectionNamed(consultation, id)?.title ?? 'A question that was taken out';
  const place = question === undefined ? title : questionName(question);
  return root.startsWith('reason:') ? `${place}, the reason for not answering` : place;
}

function percent(part: number): string {
  return `${Math.round(100 * part)}%`;
}
