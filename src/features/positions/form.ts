import { cleanLine, cleanText } from '../../domain/consultation/wording.ts';
import { SectionId } from '../../domain/ids.ts';
import { Digest } from '../../domain/outcome.ts';
import {
  type Exception,
  type Note,
  Position,
  longestNote,
  longestReason,
  mostNoteWords,
  wordsIn,
} from '../../domain/positions/position.ts';
import { isCritical, isPlainEndorsement, noteBesidePlain } from '../../domain/positions/stating.ts';
import { type DateAsked, dateError, dateValues, noDate, readDate } from '../../web/form-parts/date-field.ts';
import { type FieldError, type Parsed, fieldsOf, freshForm } from '../../web/forms.ts';
import type { Saying } from './commands.ts';

/** The value of the choice that is no position (PO7). */
export const awaiting = 'awaiting';

export const untilAsked: DateAsked<'until'> = {
  name: 'until',
  legend: 'If you wait for clearance: by which day do you expect it?',
  hint: 'For example 3 6 2026. It counts as no reply until you give a position',
  withTime: false,
};

/** The form as it is first shown. No position is chosen, not even the present one: a robot that presses the button gives none (PO10). */
export function emptyForm() {
  return freshForm({ position: '', note: '', shown: 'attributed', listing: 'listed', ...dateValues('until', noDate) });
}

/** One section of the text, as the form asks about it. */
export interface AskedSection {
  readonly id: string;
  /** `Question 5`, for an error. */
  readonly name: string;
}

/** The choice about one section as it was typed: empty where the organisation stands as on the whole. */
export interface TypedException {
  readonly position: string;
  readonly reason: string;
}

/** The choices about sections as they were typed, by section id. */
export function typedExceptions(body: unknown, sections: readonly AskedSection[]): ReadonlyMap<string, TypedException> {
  const fields = fieldsOf(body);
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return new Map(sections.map(({ id }) => [id, { position: text(`on-${id}`), reason: text(`why-${id}`) }]));
}

/** Reads a posted form: a position with its exceptions and its note, or the day of a clearance. */
export function readForm(body: unknown, sections: readonly AskedSection[], zone: string): Parsed<Saying> {
  const fields = fieldsOf(body);
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  if (text('position') === awaiting) return readAwaiting(body, zone);
  const position = Position.safeParse(text('position'));
  const exceptions = exceptionsIn(body, sections);
  const words = cleanText(text('note'));
  const shown = Digest.safeParse(text('text'));
  const errors: readonly FieldError[] = [
    ...(position.success ? [] : [{ field: 'position', text: 'Choose where the organisation stands' }]),
    ...sections.flatMap((section) => exceptionErrors(section, exceptions)),
    ...noteErrors(words, position.data ?? null, exceptions),
    ...(shown.success ? [] : [{ field: 'position', text: 'Open this page again: it did not say which text it showed' }]),
  ];
  if (errors.length > 0 || !position.success || !shown.success) return { ok: false, errors };
  const note: Note | null = words === '' ? null : { words, shown: text('shown') === 'anonymous' ? 'anonymous' : 'attributed' };
  const listing = text('listing') === 'left-off' ? 'left-off' : 'listed';
  return { ok: true, value: { kind: 'position', position: position.data, exceptions, note, listing, shown: shown.data } };
}

function readAwaiting(body: unknown, zone: string): Parsed<Saying> {
  const until = readDate(body, untilAsked, zone);
  if (!until.ok) return { ok: false, errors: [dateError('until', 'The day of the clearance', until)] };
  return { ok: true, value: { kind: 'awaiting', until: until.at } };
}

function exceptionsIn(body: unknown, sections: readonly AskedSection[]): Exception[] {
  return [...typedExceptions(body, sections)].flatMap(([id, typed]): Exception[] => {
    const position = Position.safeParse(typed.position);
    return position.success ? [{ section: SectionId.parse(id), position: position.data, reason: cleanLine(typed.reason) }] : [];
  });
}

function exceptionErrors({ id, name }: AskedSection, exceptions: readonly Exception[]): readonly FieldError[] {
  const exception = exceptions.find((one) => one.section === id);
  if (exception === undefined) return [];
  if (exception.reason.length > longestReason) return [{ field: `why-${id}`, text: `${name}: use ${longestReason} characters or fewer` }];
  return isCritical(exception.position) && exception.reason === '' ? [{ field: `why-${id}`, text: `${name}: say why, in a sentence` }] : [];
}

function noteErrors(words: string, position: Position | null, exceptions: readonly Exception[]): readonly FieldError[] {
  const error = (text: string): readonly FieldError[] => [{ field: 'note', text }];
  const count = wordsIn(words);
  if (count > mostNoteWords) return error(`Use ${mostNoteWords} words or fewer. There are ${count} now`);
  if (words.length > longestNote) return error(`Use ${longestNote.toLocaleString('en-GB')} characters or fewer`);
  if (words === '') return position === 'endorses-with-reservation' ? error('Say what your reservation is') : [];
  return position !== null && isPlainEndorsement({ position, exceptions }) ? error(noteBesidePlain) : [];
}
