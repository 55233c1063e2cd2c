import { type Consultation, type Question, currentQuestions, shortTitle } from '../../../domain/consultation/consultation.ts';
import { goneQuestions } from '../../../domain/consultation/gone.ts';
import type { HeadingGiven } from '../../../domain/consultation/represent.ts';
import { cleanLine } from '../../../domain/consultation/wording.ts';
import type { Refused } from '../../../domain/outcome.ts';
import { type FieldError, type FormModel, type Parsed, failedForm, fieldsOf, freshForm } from '../../../web/forms.ts';
import type { HeadingsTyped } from '../commands.ts';
import { isLimit, mostCharacters, readMore } from './letter-form.ts';

/** The fields of the page: four for each heading, one for each that was taken out, and lines for more. */
export type HeadingsForm = FormModel;

/** The form with the present headings. */
export function headingsForm(consultation: Consultation, nonce: string): HeadingsForm {
  const { version, questions } = currentQuestions(consultation);
  const each = questions.flatMap(({ id, text, wordLimit }, n) => [
    [`text-${id}`, text],
    [`limit-${id}`, wordLimit?.toString() ?? ''],
    [`place-${id}`, String(n + 1)],
    [`out-${id}`, ''],
  ]);
  const gone = goneQuestions(consultation).map(({ question }) => [`back-${question.id}`, '']);
  return freshForm(
    Object.fromEntries([['nonce', nonce], ['over', String(version)], ...each, ...gone, ['more', '']]) as Record<string, string>,
  );
}

/** A refused form: a box that is not ticked is not posted, so it stays unticked. */
export function headingsFailed(consultation: Consultation, body: unknown, errors: readonly FieldError[]): HeadingsForm {
  return failedForm(headingsForm(consultation, ''), body, errors);
}

/** Reads the posted page. Each error names its field. */
export function readHeadings(body: unknown, consultation: Consultation): Parsed<HeadingsTyped> {
  const fields = fieldsOf(body);
  const typed = (name: string): string => (typeof fields[name] === 'string' ? fields[name].trim() : '');
  const { questions } = currentQuestions(consultation);
  // A heading that somebody added since is on no page of this person: the command says so.
  const shown = questions.filter(({ id }) => typeof fields[`text-${id}`] === 'string');
  const rows = shown.filter(({ id }) => typed(`out-${id}`) !== 'yes').map((question, n) => readRow(question, n, typed));
  const kept = rows.toSorted((a, b) => a.place - b.place).map(({ heading }) => heading);
  const back = goneQuestions(consultation)
    .filter(({ question }) => typed(`back-${question.id}`) === 'yes')
    .map(({ question: { id, text, wordLimit } }) => ({ id, text, wordLimit }));
  const more = readMore(fields['more'], 'more', kept.length + back.length);
  const errors = [...rows.flatMap((row) => row.errors), ...(more.ok ? [] : more.errors)];
  if (!more.ok || errors.length > 0) return { ok: false, errors };
  return { ok: true, value: { kept: [...kept, ...back], more: more.value, over: Number(typed('over')), nonce: typed('nonce') } };
}

interface Row {
  readonly heading: HeadingGiven;
  readonly place: number;
  readonly errors: readonly FieldError[];
}

function readRow({ id }: Question, n: number, typed: (name: string) => string): Row {
  const [text, limit, place] = [cleanLine(typed(`text-${id}`)), typed(`limit-${id}`).replaceAll(',', ''), typed(`place-${id}`)];
  const wordLimit = limit === '' ? null : Number(limit);
  const isPlace = /^\d{1,3}$/u.test(place);
  const wrong = (field: string, says: string): FieldError => ({ field: `${field}-${id}`, text: `Heading ${n + 1}: ${says}` });
  return {
    heading: { id, text, wordLimit },
    place: isPlace ? Number(place) : 0,
    errors: [
      ...(text === '' ? [wrong('text', 'write it, or tick “Take it out”')] : []),
      ...(text.length > mostCharacters ? [wrong('text', `use ${mostCharacters} characters or fewer`)] : []),
      ...(wordLimit === null || isLimit(wordLimit) ? [] : [wrong('limit', 'give a number from 1 to 100,000, or leave it empty')]),
      ...(isPlace ? [] : [wrong('place', 'give its place as a number')]),
    ],
  };
}

/** A refusal at the field that mends it. */
export function refusedHeadings({ code, detail }: Refused): FieldError {
  if (code !== 'questions-changed') return { field: 'more', text: detail.replace(/\.$/u, '') };
  const mend = 'Look at them below. Your words are kept: press the button again to save them';
  return { field: 'more', text: `Somebody changed the headings since you opened this page. ${mend}` };
}

/** The page of the headings: each with its words, its limit and its place. */
export function headingsView(form: HeadingsForm, consultation: Consultation) {
  const { questions, version } = currentQuestions(consultation);
  const { values, errors } = form;
  const field = (name: string) => ({ name, value: values[name] ?? '', error: errors[name] ?? null });
  return {
    title: 'The headings',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    failed: form.summary !== null,
    base: `/consultations/${consultation.id}`,
    form: { summary: form.summary },
    nonce: values['nonce'] ?? '',
    // The words were looked at again: the form is now over the headings in force.
    over: String(version),
    rows: questions.map(({ id }, n) => ({
      id,
      number: n + 1,
      text: field(`text-${id}`),
      limit: field(`limit-${id}`),
      place: field(`place-${id}`),
      out: [{ value: 'yes', text: 'Take it out', checked: values[`out-${id}`] === 'yes' }],
    })),
    gone: goneQuestions(consultation).map(({ question: { id, text } }) => ({
      id,
      box: [{ value: 'yes', text, checked: values[`back-${id}`] === 'yes' }],
    })),
    more: field('more'),
    none: questions.length === 0,
  };
}
