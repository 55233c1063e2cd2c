import type { EvidenceFile } from '../../domain/evidence/evidence.ts';
import { EvidenceLabel } from '../../domain/evidence/label.ts';
import type { Instant } from '../../domain/outcome.ts';
import { isInForce } from '../../domain/time/span.ts';
import { evidenceKinds, fileSize, fileTypeWords, labelMeanings, labelWords } from '../../phrases/evidence.ts';
import type { ChildQuestion } from '../../web/form-parts/child-question.ts';
import type { EvidenceForm } from './form.ts';
import { type Matter, commonOf, sectionItems } from './views.ts';

/** The state of the form beside its fields. */
export interface Filling {
  readonly nonce: string;
  /** The file that an earlier post of this form brought. */
  readonly kept: EvidenceFile | null;
  readonly signs: ChildQuestion | null;
  /** True where the person may name the organisation. */
  readonly names: boolean;
  /** The viewer’s own organisation; empty for none. */
  readonly organisation: string;
  readonly scans: boolean;
  readonly now: Instant;
}

/** The form on which evidence is offered. */
export function formView(matter: Matter, form: EvidenceForm, { names, now, kept, ...filling }: Filling) {
  const { consultation, network } = matter;
  const { values } = form;
  const there = network.organisations.filter((one) => isInForce(one, now));
  const item = (name: 'kind' | 'label' | 'organisation') => (value: string, text: string) => ({
    value,
    text,
    checked: values[name] === value,
    selected: values[name] === value,
  });
  return {
    ...commonOf(matter, 'Offer evidence'),
    failed: form.summary !== null || filling.signs !== null,
    form,
    ...filling,
    labels: EvidenceLabel.options.map((value) => ({ ...item('label')(value, labelWords[value]), hint: { text: labelMeanings[value] } })),
    kinds: [item('kind')('', 'Tell by what is in it'), ...Object.entries(evidenceKinds).map(([value, text]) => item('kind')(value, text))],
    sections: [{ value: '', text: 'The whole text', selected: values.section === '' }, ...sectionItems(consultation, values.section)],
    organisations: names ? [item('organisation')('', 'Choose one'), ...there.map(({ id, name }) => item('organisation')(id, name))] : [],
    kept: kept === null ? null : { digest: kept.digest, name: kept.name, about: `${fileTypeWords[kept.type]}, ${fileSize(kept.size)}` },
  };
}
