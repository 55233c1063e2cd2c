import { type Consultation, type Question, currentQuestions, shortTitle } from '../../../domain/consultation/consultation.ts';
import { brokenWords, conditionSaid } from '../../../domain/consultation/condition-said.ts';
import { findNamed } from '../../../domain/consultation/questions/conditions.ts';
import { type Entry, flawOf, readEntry } from '../../../domain/consultation/questions/entry.ts';
import { type EntryField, type Typed, entryFields, typedOf } from '../../../domain/consultation/questions/fields.ts';
import { capital } from '../../../phrases/english.ts';
import { type FieldError, type FormModel, fieldsOf, freshForm } from '../../../web/forms.ts';
import { kindWords } from './view.ts';

type QuestionForm = FormModel<EntryField | 'nonce'>;

/** The form for a new question, in the part of the last one. */
export function newQuestionForm(consultation: Consultation, nonce: string): QuestionForm {
  const last = currentQuestions(consultation).questions.at(-1);
  const blank = Object.fromEntries(entryFields.map((field) => [field, ''])) as Typed;
  return freshForm({ ...blank, nonce, kind: 'open', part: last?.part ?? '', wordLimit: last?.wordLimit?.toString() ?? '' });
}

/** The form for a question, filled in with its present values. */
export function questionForm(consultation: Consultation, question: Question): QuestionForm {
  const { dependsOn, options, ...values } = question;
  const said = dependsOn === undefined ? null : conditionSaid(consultation, question);
  const asked = { ...values, options: options.map((option) => option.text), ...(said === null ? {} : { dependsOn: said }) };
  return freshForm({ ...typedOf(asked), nonce: '' });
}

/** Reads a posted question; each error names its field. `question` is null for a new one. */
export function readQuestion(
  body: unknown,
  consultation: Consultation,
  question: Question | null,
): { readonly entry: Entry; readonly errors: readonly FieldError[] } {
  const fields = fieldsOf(body);
  const typed = Object.fromEntries(entryFields.map((field) => [field, textIn(fields, field)])) as Typed;
  // A browser does not post a box that is not ticked. Options left over from another kind are ignored.
  const meant: Typed = {
    ...typed,
    freeText: typed.freeText === 'yes' ? 'yes' : 'no',
    options: typed.kind === 'open' ? '' : typed.options,
    ...(typed.kind === 'multiple-choice' ? {} : { minChoices: '', maxChoices: '' }),
  };
  const had = question === null ? '' : questionForm(consultation, question).values.dependsOn;
  // A condition whose question is gone stays as it is until somebody changes it (QS15).
  const isKept = question !== null && had !== '' && had === typed.dependsOn && brokenWords(consultation, question) !== '';
  const read = readEntry({}, 0, '', isKept ? { ...meant, dependsOn: '' } : meant);
  const entry =
    isKept && read.asked !== null
      ? { ...read, asked: { ...read.asked, dependsOn: 'as-before' as const } }
      : named(read, consultation, question);
  const first = entry.flaws.filter((flaw, n) => entry.flaws.findIndex((one) => one.field === flaw.field) === n);
  return { entry, errors: first.map((flaw) => ({ field: flaw.field, text: `${capital(flaw.wrong)}. ${flaw.mend}` })) };
}

/** The entry, with a flaw where its condition names no question of the set, or no answer of it (QS14). */
function named(entry: Entry, consultation: Consultation, question: Question | null): Entry {
  const condition = entry.asked?.dependsOn;
  if (condition === undefined || condition === 'as-before') return entry;
  const others = currentQuestions(consultation).questions.filter(({ id }) => id !== question?.id);
  const found = findNamed(
    condition,
    others.map(({ number, options }) => ({ number, options: options.map(({ text }) => text) })),
  );
  return found.ok ? entry : { ...entry, asked: null, flaws: [...entry.flaws, flawOf(entry, 'dependsOn', found.wrong, found.mend)] };
}

function textIn(fields: Readonly<Record<string, unknown>>, field: EntryField): string {
  const value = fields[field];
  return typeof value === 'string' ? value : '';
}

/** The page of one question; `question` is null for a new one. */
export function questionView(form: QuestionForm, consultation: Consultation, question: Question | null) {
  const title = question === null ? 'Add a question' : `Change question ${question.number}`;
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    failed: form.summary !== null,
    base: `/consultations/${consultation.id}`,
    action: `/consultations/${consultation.id}/questions/${question === null ? 'new' : question.id}`,
    isNew: question === null,
    broken: question === null ? '' : brokenWords(consultation, question),
    form,
    kinds: Object.entries(kindWords).map(([value, text]) => ({ value, text, checked: form.values.kind === value })),
    freeText: [{ value: 'yes', text: 'There is a box for words beside the options', checked: form.values.freeText === 'yes' }],
  };
}
