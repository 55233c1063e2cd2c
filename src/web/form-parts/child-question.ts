import { createHash } from 'node:crypto';
import type { NetworkId } from '../../domain/ids.ts';
import type { ChildSign } from '../../domain/privacy/child-sign.ts';
import { childSigns } from '../../domain/privacy/child-signs.ts';
import { quoted } from '../../phrases/child-signs.ts';
import { knownNames } from '../../reading/known-names.ts';
import type { Reader } from '../../store/reader.ts';
import { posted } from '../fields.ts';
import type { ErrorSummary } from '../forms.ts';

/** The words of one field, and the name of its place: `In the answer`. `before` holds the words that are saved there now. */
export interface WordsOfField {
  /** The id of the element that mends the field. */
  readonly field: string;
  readonly place: string;
  readonly words: string;
  readonly before: string;
}

/** The question that a form asks once of words with signs of a child (PR2). The next post of the form brings `asked` back. */
export interface ChildQuestion {
  /** For `{{> govuk/error-summary signs.summary}}`, at the top of the page. */
  readonly summary: ErrorSummary & { readonly descriptionText: string };
  /** For `{{> child-asked signs}}`, within the form: the marks of the signs that it asks about. */
  readonly asked: string;
}

/** The field of `templates/components/child-asked.hbs`. */
const askedField = 'asked-of-signs';

/**
 * Asks about the signs of a child in a form's words (PR2). Null where no field has a sign, and where each sign was asked about in
 * the post before or stands in the saved words already. `readers` is a sentence: the people who can read these words.
 */
export async function childQuestion(
  reader: Reader,
  networkId: NetworkId,
  body: unknown,
  { readers, fields }: { readonly readers: string; readonly fields: readonly WordsOfField[] },
): Promise<ChildQuestion | null> {
  const names = await knownNames(reader, networkId);
  const found = fields
    .map(({ words, ...field }) => ({ ...field, signs: childSigns(words, names) }))
    .filter(({ signs }) => signs.length > 0);
  if (found.length === 0) return null;
  const marks = new Set(found.flatMap(({ signs }) => signs.map(markOf)));
  const settled = new Set([...askedIn(body), ...fields.flatMap(({ before }) => childSigns(before, names).map(markOf))]);
  if ([...marks].every((mark) => settled.has(mark))) return null;
  return {
    summary: {
      titleText: 'This is not saved yet: it might tell who a child is',
      descriptionText: `${readers} Take out what is not needed. If nobody could know the child by it, save it as it is.`,
      errorList: found.map(({ field, place, signs }) => ({ href: `#${field}`, text: `${place}: ${quoted(signs)}` })),
    },
    asked: [...marks].join(' '),
  };
}

function askedIn(body: unknown): readonly string[] {
  const marks = posted(body, askedField);
  return typeof marks === 'string' ? marks.split(' ') : [];
}

/** A short mark of a sign, so that a form does not repeat a long text. */
function markOf({ found }: ChildSign): string {
  return createHash('sha256').update(found.replace(/\s+/gu, ' ')).digest('hex').slice(0, 12);
}
