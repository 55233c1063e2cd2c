import type { Asked, Consultation } from '../../../domain/consultation/consultation.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import { entryFields } from '../../../domain/consultation/questions/fields.ts';
import type { Flaw } from '../../../domain/consultation/questions/flaw.ts';
import { asksFor, limitWords } from '../questions/view.ts';
import { type ConditionFor, conditionFor } from './conditions.ts';
import type { PostedImport } from './form.ts';
import { controlId, mendOf } from './mend.ts';
import type { OriginChoices } from './origins.ts';
import type { PlannedImport } from './planned.ts';
import type { Source } from './source.ts';
import { type TitleFor, titleFor } from './titles.ts';

/** Everything from which the row of an entry is made. */
export interface RowsOf {
  readonly consultation: Consultation;
  readonly posted: PostedImport;
  readonly planned: PlannedImport;
  readonly source: Source;
  /** Null for a first set, which continues nothing. */
  readonly origins: OriginChoices | null;
  /** The number of entries. */
  readonly of: number;
}

/** One entry as the preview shows it: as it will be printed, or with the fields to mend. */
export function rowOf(entry: Entry, { consultation, posted, planned, source, origins, of }: RowsOf) {
  const mended = posted.mends.get(entry.n) ?? {};
  const { asked, typed, flaws } = entry;
  const place = planned.ready.findIndex(({ n }) => n === entry.n);
  const each = planned.plan.each;
  const condition = asked === null ? null : conditionField(entry.n, asked, conditionFor({ consultation, each }, place, mended));
  return {
    number: typed.number,
    part: asked?.part ?? typed.part,
    text: asked?.text ?? typed.text,
    ready: asked !== null,
    title: asked === null ? null : titleField(entry.n, asked, titleFor(asked, each[place] ?? null, mended)),
    condition,
    asks: asked === null ? '' : asksFor(asked),
    limit: asked === null ? '' : limitWords(asked),
    options: asked?.options.join(' · ') ?? '',
    followUp: asked?.followUp ?? '',
    changed: Object.keys(mended).some((field) => field !== 'shortTitle' && field !== 'dependsOn'),
    place: `Entry ${entry.n + 1} of ${of}${source.lineOf(entry.path) === 0 ? '' : `, line ${source.lineOf(entry.path)}${posted.name === '' ? '' : ' of the file'}`}`,
    // Everything mended so far goes with the form, so that nothing typed is lost.
    kept: entryFields.flatMap((field) => {
      const value = mended[field];
      const shown = flaws.some((flaw) => flaw.field === field);
      // A ready entry shows its short title as a field, and its condition where it has one.
      const isField = asked !== null && (field === 'shortTitle' || (field === 'dependsOn' && condition?.isField === true));
      return value === undefined || shown || isField ? [] : [{ name: `e${entry.n}.${field}`, value }];
    }),
    mends: oncePerField(flaws).map((flaw) => mendOf(entry, flaw, source)),
    origin: origins?.of(entry) ?? null,
  };
}

function titleField(n: number, { number }: Asked, { value, from }: TitleFor) {
  const label = `Short title of question ${number}${from === 'proposed' ? ', proposed' : ''}`;
  return { id: controlId(n, 'shortTitle'), name: `e${n}.shortTitle`, label, value, from };
}

function conditionField(n: number, { number }: Asked, { value, from, lost }: ConditionFor) {
  return {
    id: controlId(n, 'dependsOn'),
    name: `e${n}.dependsOn`,
    label: `Question ${number} is asked only if${from === 'proposed' ? ', proposed' : ''}`,
    value,
    from,
    lost,
    isField: from !== 'none',
  };
}

function oncePerField(flaws: readonly Flaw[]): readonly Flaw[] {
  return flaws.filter((flaw, n) => flaws.findIndex((one) => one.field === flaw.field) === n);
}
