import type { OfKind } from '../../domain/response/kind/kind.ts';
import { fixedNamed, fixedSectionNamed } from '../../domain/response/kind/sections.ts';
import { type Consultation, currentQuestions, shortTitle } from '../../domain/consultation/consultation.ts';
import { questionHeading } from '../../domain/consultation/question-name.ts';
import { type Evidence, labelOf } from '../../domain/evidence/evidence.ts';
import type { Duty } from '../../domain/network/access.ts';
import { may } from '../../domain/network/access.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import { counted } from '../../phrases/english.ts';
import { evidenceKinds, evidenceName, fileSize, fileTypeWords, hiddenWords, labelTones, labelWords } from '../../phrases/evidence.ts';
import { responseTitle } from '../../phrases/names.ts';
import { type Cast, nameOf, organisationName } from '../../phrases/people.ts';

/** Everything that a page of evidence speaks of. */
export interface Matter extends Cast {
  readonly consultation: Consultation;
  readonly response: OfKind;
  readonly duties: ReadonlySet<Duty>;
}

/** Says why a consultation has no evidence yet. */
export const notStarted = 'The network has not started the text.';

/** The parts that every page of evidence has. */
export function commonOf({ consultation, response }: Pick<Matter, 'consultation' | 'response'>, title: string) {
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'evidence' as const },
    base: `/consultations/${consultation.id}/evidence`,
    about: responseTitle(consultation, response),
  };
}

/** The name of a section in lists: `Question 7a: Local partnerships`; null for one that the response does not have now. */
export function sectionName(consultation: Consultation, id: string | null): string | null {
  const fixed = fixedSectionNamed(consultation, id);
  if (fixed !== undefined) return fixed.title;
  const question = currentQuestions(consultation).questions.find((one) => one.id === id);
  return question === undefined ? null : questionHeading(question);
}

/** The sections of a response as items of a select, with one of them selected. */
export function sectionItems(consultation: Consultation, selected: string | null) {
  const all = [
    ...fixedNamed(consultation).map(({ id, title }) => ({ value: id, text: title })),
    ...currentQuestions(consultation).questions.map((question) => ({ value: question.id, text: questionHeading(question) })),
  ];
  return all.map((item) => ({ value: String(item.value), text: item.text, selected: item.value === selected }));
}

/** A piece of evidence as a list shows it. */
function cardOf({ consultation, network }: Matter, evidence: Evidence, usedIn: readonly string[]) {
  const label = labelOf(evidence);
  return {
    href: `/consultations/${consultation.id}/evidence/${evidence.id}`,
    name: evidenceName(evidence),
    organisation: organisationName(network, evidence.organisationId),
    about: [evidenceKinds[evidence.kind], evidence.source, evidence.date, evidence.area].filter((part) => part !== '').join(', '),
    file: evidence.file === null ? '' : `${fileTypeWords[evidence.file.type]}, ${fileSize(evidence.file.size)}`,
    label: labelWords[label],
    look: labelTones[label],
    isWithdrawn: evidence.withdrawn !== null,
    isUsed: usedIn.length > 0,
  };
}

/** The list: by section in the order of the response; the evidence of the whole response comes first. `usedIn`: by id of evidence. */
export function listView(
  matter: Matter,
  found: { readonly evidence: readonly Evidence[]; readonly hidden: number },
  usedIn: ReadonlyMap<string, readonly string[]>,
) {
  const { consultation, duties } = matter;
  const order = [...fixedNamed(consultation).map(({ id }) => id), ...currentQuestions(consultation).questions.map(({ id }) => id)];
  const place = ({ section }: Evidence): number =>
    section === null ? -1 : order.includes(section) ? order.indexOf(section) : order.length;
  const sorted = found.evidence.toSorted((a, b) => place(a) - place(b));
  const groups = [...Map.groupBy(sorted, (one) => sectionName(consultation, one.section) ?? wholeOr(one))];
  const standing = found.evidence.filter(({ withdrawn }) => withdrawn === null);
  return {
    ...commonOf(matter, 'Evidence'),
    mayOffer: may('evidence.offer', duties),
    summary: summaryOf(standing),
    hidden: hiddenWords(found.hidden),
    isNone: found.evidence.length === 0,
    groups: groups.map(([heading, pieces]) => ({
      heading,
      pieces: pieces.map((piece) => cardOf(matter, piece, usedIn.get(piece.id) ?? [])),
    })),
  };
}

function wholeOr({ section }: Evidence): string {
  return section === null ? 'The whole text' : 'Questions that were taken out';
}

function summaryOf(standing: readonly Evidence[]): string {
  const organisations = new Set(standing.map(({ organisationId }) => organisationId)).size;
  if (standing.length === 0) return '';
  return `${counted(standing.length, 'piece', 'pieces')} from ${counted(organisations, 'organisation', 'organisations')}`;
}

/** The history of labels, newest first. */
export function historyOf({ network, members }: Cast, evidence: Evidence) {
  return evidence.labels.toReversed().map(({ label, at, by }) => ({
    label: labelWords[label],
    who: `${nameOf({ members }, by)}, ${formatDate(at, network.timeZone)}`,
  }));
}
