import { conditionWords } from '../domain/consultation/asking.ts';
import { choiceWords } from '../domain/consultation/choice-limits.ts';
import { questionHeading } from '../domain/consultation/question-name.ts';
import type { Block } from '../domain/consultation/section.ts';
import type { Snapshot, SnapshotSection } from '../domain/response/snapshot.ts';
import type { Piece, SectionChange, Stretch, WasNow } from './compare.ts';
import { countBlocks } from './counts.ts';
import { withAddresses } from './plain.ts';
import { blocksHtml } from './html.ts';

/** One answer, or a fixed section, as a page prints it; `html` comes from the canonical blocks and holds no other markup. */
export interface SectionShown {
  readonly id: string;
  readonly title: string;
  /** The question in full; empty for a fixed section. */
  readonly asked: string;
  readonly followUp: string;
  /** `Choose up to three`; empty where the number of options has no limit. */
  readonly choices: string;
  /** `Asked only if the answer to question 6 is No.`, and why it is not asked; empty where it is always asked (QS18). */
  readonly condition: string;
  readonly chosen: string;
  readonly html: string;
  readonly notAnswered: string;
  readonly empty: boolean;
  /** Where organisations stand on it; empty where all stand as on the whole, and on pages without positions. */
  readonly stand: string;
}

/** The sections under one heading of the question set; `id` is its anchor. */
export interface PartShown {
  readonly id: string;
  readonly title: string;
  readonly sections: readonly SectionShown[];
}

/** The extent of a written text. */
export interface TextSize {
  readonly answers: number;
  readonly questions: number;
  readonly words: number;
}

/** The whole locked text, part by part. */
export interface TextShown extends TextSize {
  readonly parts: readonly PartShown[];
}

/** A snapshot as the page of a decision shows it: the whole signed text, nothing folded away. */
export function textView(snapshot: Pick<Snapshot, 'sections'>): TextShown {
  const parts: { id: string; title: string; sections: SectionShown[] }[] = [];
  const isAsked = snapshot.sections.some((section) => section.type === 'question' && section.kind !== 'heading');
  for (const section of snapshot.sections) {
    const shown = sectionView(section);
    if (section.type === 'fixed' && shown.empty) continue;
    const title = partOf(section, isAsked);
    const last = parts.at(-1);
    if (last?.title === title) last.sections.push(shown);
    else parts.push({ id: `part-${parts.length + 1}`, title, sections: [shown] });
  }
  return { parts, ...textSize(snapshot) };
}

function partOf(section: SnapshotSection, isAsked: boolean): string {
  if (section.type === 'fixed') return isAsked ? 'Before the questions' : 'The text';
  if (section.kind === 'heading') return 'Under our headings';
  return section.part === '' ? 'The questions' : section.part;
}

/** The numbers of questions, of answered questions, and of words in all. A question that is not asked counts where it is answered (QS18). */
export function textSize(snapshot: Pick<Snapshot, 'sections'>): TextSize {
  const questions = snapshot.sections.filter((section) => section.type === 'question');
  const answers = questions.filter(isWritten);
  return {
    questions: questions.filter((section) => isWritten(section) || section.notAsked === undefined).length,
    answers: answers.length,
    words: snapshot.sections.reduce((sum, section) => sum + countBlocks(section.blocks).words, 0),
  };
}

function isWritten({ blocks, chosen }: Extract<SnapshotSection, { type: 'question' }>): boolean {
  return blocks.length > 0 || chosen.length > 0;
}

function sectionView(section: SnapshotSection): SectionShown {
  const html = pageHtml(section.blocks);
  const none = { asked: '', followUp: '', choices: '', condition: '', chosen: '', notAnswered: '', stand: '' };
  if (section.type === 'fixed') return { ...none, id: section.id, title: section.title, html, empty: section.blocks.length === 0 };
  const options = section.options.filter((option) => section.chosen.includes(option.id)).map((option) => option.text);
  return {
    id: section.id,
    title: questionHeading(section),
    asked: section.kind === 'heading' ? '' : section.text,
    followUp: section.followUp,
    choices: choiceWords(section),
    condition: conditionWords(section),
    chosen: options.join('; '),
    html,
    notAnswered: section.notAnswered,
    empty: section.blocks.length === 0 && options.length === 0 && section.notAnswered === '' && section.notAsked === undefined,
    stand: '',
  };
}

// An answer’s own headings stand two levels lower here than in the editor: under a part (h3) and a question (h4).
function pageHtml(blocks: readonly Block[]): string {
  return blocksHtml(withAddresses(blocks))
    .replaceAll(/<(\/?)h4>/g, '<$1h6>')
    .replaceAll(/<(\/?)h3>/g, '<$1h5>');
}

/** The key messages of a text, for the brief; empty where there are none. */
export function keyMessages(snapshot: Snapshot): string {
  return pageHtml(snapshot.sections.find((section) => section.id === 'key-messages')?.blocks ?? []);
}

/** One place where the text differs. Before and now are separate rows, so that no meaning depends on colour. */
export interface ChangeShown {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly RowShown[];
}

/** One passage before and now, paragraph by paragraph; empty on a side that lacks it. */
interface RowShown {
  readonly was: readonly ParagraphShown[];
  readonly now: readonly ParagraphShown[];
  readonly reformatted: boolean;
}

interface ParagraphShown {
  readonly pieces: readonly PieceShown[];
}

interface PieceShown {
  readonly text: string;
  readonly removed: boolean;
  readonly added: boolean;
}

/** The changes of a text, place by place. */
export function changesView(changes: readonly SectionChange[]): readonly ChangeShown[] {
  return changes.map((section) => ({ title: section.title, note: noteOf(section), rows: rowsOf(section) }));
}

function noteOf(section: SectionChange): string {
  if (section.kind === 'added') return 'New';
  return section.kind === 'removed' ? 'Taken out' : '';
}

function rowsOf(section: SectionChange): ChangeShown['rows'] {
  return [
    ...whole('', section.question),
    ...whole('Chosen: ', section.chosen),
    ...whole('Not answered: ', section.notAnswered),
    ...section.stretches.map(stretchShown),
  ];
}

function whole(label: string, change: WasNow | null): ChangeShown['rows'] {
  if (change === null) return [];
  const side = (text: string, mark: Piece['mark']): RowShown['was'] =>
    text === '' ? [] : [paragraphShown([{ text: `${label}${text}`, mark }])];
  return [{ was: side(change.was, 'removed'), now: side(change.now, 'added'), reformatted: false }];
}

function stretchShown({ kind, was, now }: Stretch): RowShown {
  return { was: was.map(paragraphShown), now: now.map(paragraphShown), reformatted: kind === 'reformatted' };
}

function paragraphShown(pieces: readonly Piece[]): ParagraphShown {
  return { pieces: pieces.map(({ text, mark }) => ({ text, removed: mark === 'removed', added: mark === 'added' })) };
}
