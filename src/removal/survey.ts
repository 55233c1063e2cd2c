import type { Consultation } from '../domain/consultation/consultation.ts';
import { stretchesOf } from '../domain/privacy/phrase.ts';
import type { Disposed, Field } from '../domain/response/removal/removal.ts';
import type { Response } from '../domain/response/response.ts';
import { sectionIds } from '../domain/response/snapshot.ts';
import { lateWords } from '../reading/late-words.ts';
import type { PresentText } from '../reading/present-text.ts';
import { all } from '../store/every.ts';
import type { Kind } from '../store/kinds.ts';
import type { Reader } from '../store/reader.ts';
import { plainText } from '../text/plain.ts';
import { charactersOf } from '../text/removal/characters.ts';
import { bytesWith } from './bytes.ts';
import { type Worded, fieldsWith, recordsOf } from './fields.ts';
import { lettersWith } from './letters.ts';
import { byPhrase } from './sought.ts';

/** Words in one section of the present text: how often they stand there, and one line with them. */
export interface InSection {
  readonly section: string;
  readonly times: number;
  readonly line: string;
}

/** A file that no machine looks into: a person opens it and decides. */
export interface Unread extends Disposed {
  readonly name: string;
}

/** Every place where words stand, before they are removed (CO15). */
export interface Survey {
  readonly sections: readonly InSection[];
  /** In text of the draft that no page shows. */
  readonly hidden: number;
  /** Passages that came too late. */
  readonly late: number;
  readonly fields: readonly Field[];
  readonly disposed: readonly Disposed[];
  readonly letters: number;
  /** Events that hold them: these stay, for the record is never rewritten. */
  readonly events: number;
  readonly unread: readonly Unread[];
}

/** True where a removal has something to take out or to replace. */
export function isFound({ sections, hidden, late, fields, disposed, letters }: Survey): boolean {
  return sections.length + hidden + late + fields.length + disposed.length + letters > 0;
}

/** Looks for words everywhere. Changes nothing. */
export async function survey(
  reader: Reader,
  { response, consultation, text }: { readonly response: Response; readonly consultation: Consultation; readonly text: PresentText },
  phrase: string,
): Promise<Survey> {
  const sought = byPhrase(phrase);
  const sections = inSections(text, sectionIds(consultation), phrase);
  const inText = charactersOf(text.document, (line) => stretchesOf(phrase, line)).times;
  const records = await recordsOf(reader, response);
  return {
    sections,
    hidden: Math.max(0, inText - sections.reduce((sum, { times }) => sum + times, 0)),
    late: await latePassages(reader, response, consultation, phrase),
    fields: await fieldsWith(records, sought),
    disposed: await bytesWith(reader, { id: response.id, files: [] }, sought),
    letters: (await lettersWith(reader, response.id, sought)).length,
    events: await eventsWith(reader, records, phrase),
    unread: await unreadFiles(reader, response),
  };
}

function inSections(text: PresentText, ids: ReturnType<typeof sectionIds>, phrase: string): InSection[] {
  const { blocks, notAnswered } = text.content(ids);
  return ids.flatMap((section) => {
    const lines = [...plainText(blocks.get(section) ?? []).split('\n'), notAnswered.get(section) ?? ''];
    const times = lines.reduce((sum, line) => sum + stretchesOf(phrase, line).length, 0);
    const [line = ''] = lines.filter((one) => stretchesOf(phrase, one).length > 0);
    return times === 0 ? [] : [{ section, times, line }];
  });
}

async function latePassages(reader: Reader, response: Response, consultation: Consultation, phrase: string): Promise<number> {
  const words = await lateWords(reader, response, consultation);
  const texts = words.flatMap(({ passages }) => passages.map(({ theirs }) => `${plainText(theirs.blocks)}\n${theirs.notAnswered}`));
  return texts.filter((text) => stretchesOf(phrase, text).length > 0).length;
}

const page = 500;

async function eventsWith(
  { aggregates }: Reader,
  records: readonly { readonly kind: Worded; readonly id: string }[],
  phrase: string,
): Promise<number> {
  let count = 0;
  for (const { kind, id } of records) {
    for (let after = 0; ;) {
      const events = await aggregates.events(kind satisfies Kind, id, after, page);
      count += events.filter(({ data }) => stretchesOf(phrase, JSON.stringify(data)).length > 0).length;
      if (events.length < page) break;
      after = events.at(-1)?.seq ?? after + page;
    }
  }
  return count;
}

/** Files of evidence, the document that is endorsed, and the receipt: no machine looks into a PDF, a picture or an office document. */
export async function unreadFiles(reader: Reader, { id, submission, attachment, removals }: Response): Promise<readonly Unread[]> {
  const gone = new Set(removals?.flatMap(({ places }) => places.disposed.map(({ digest }) => digest)));
  const evidence = await all(reader.aggregates, 'evidence', { where: { responseId: id } });
  const files = evidence.flatMap(({ id: owner, state: { file } }) =>
    file === null || file.type === 'csv' ? [] : [{ owner, digest: file.digest, name: file.name }],
  );
  const own = [attachment ?? null, submission?.receipt ?? null].flatMap((file) =>
    file === null ? [] : [{ owner: id, digest: file.digest, name: file.name }],
  );
  return [...files, ...own].filter(({ digest }) => !gone.has(digest));
}
