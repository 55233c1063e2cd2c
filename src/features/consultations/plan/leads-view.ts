import { type Consultation, currentQuestions } from '../../../domain/consultation/consultation.ts';
import { questionTitle } from '../../../domain/consultation/question-name.ts';
import { fixedSections } from '../../../domain/consultation/section.ts';
import type { MemberId, SectionId } from '../../../domain/ids.ts';
import type { Member } from '../../../domain/network/member.ts';
import type { Network } from '../../../domain/network/network.ts';
import type { Instant } from '../../../domain/outcome.ts';
import { canLead, leadOf } from '../../../domain/response/leading.ts';
import type { Response } from '../../../domain/response/response.ts';
import { listed } from '../../../phrases/english.ts';
import { wordsOf } from '../../../phrases/kinds/words.ts';
import { leadWords } from '../../../phrases/plan/leads.ts';
import { nameOf, organisationName } from '../../../phrases/people.ts';
import { inParts } from '../questions/view.ts';

/** The form of drafting leads as it was posted; the error is empty where nothing is wrong. */
export interface LeadsForm {
  readonly sections: ReadonlySet<string>;
  /** The numbers of the parts that were ticked. */
  readonly parts: ReadonlySet<string>;
  readonly member: string;
  readonly error: string;
  /** The id of the control that mends it. */
  readonly at: 'member' | 'sections';
}

/** The form before anything is ticked. */
export const noLeads: LeadsForm = { sections: new Set(), parts: new Set(), member: '', error: '', at: 'sections' };

/** The choice that takes a lead away. */
export const nobody = 'nobody';

interface Shown {
  readonly consultation: Consultation;
  readonly network: Network;
  readonly response: Response;
  readonly members: ReadonlyMap<string, Member>;
  readonly memberId: MemberId;
  readonly now: Instant;
}

/** The sections that can be led, in parts: the opening parts, then the questions as they stand in their parts. */
export function partsToLead(consultation: Consultation) {
  const questions = currentQuestions(consultation).questions.map(({ id, part, ...question }) => ({
    id,
    part,
    number: question.number,
    name: questionTitle(question),
  }));
  const opening = fixedSections.map(({ id, title }): (typeof questions)[number] => ({ id, part: '', number: '', name: title }));
  return [{ heading: 'Opening parts', rows: opening }, ...inParts(questions)].map((part, n) => ({ ...part, id: `part-${n}` }));
}

/** The table of drafting leads, question by question and by part; a form for the person who names them. */
export function leadsView(shown: Shown, mayName: boolean, form: LeadsForm) {
  const { consultation } = shown;
  return {
    mayName,
    summary:
      form.error === ''
        ? null
        : { titleText: 'There is a problem', errorList: [{ text: form.error, href: `#${form.at === 'member' ? 'member' : 'part-0'}` }] },
    yours: yoursIn(shown),
    parts: partsToLead(consultation).map(({ id, heading, rows }) => ({
      id,
      heading: heading === '' ? `All ${wordsOf(consultation).questions}` : heading,
      checked: form.parts.has(id),
      rows: rows.map(({ id: section, number, name }) => ({
        id: section,
        title: number === '' ? name : `${number}. ${name}`,
        ...leadRow(section, shown),
        checked: form.sections.has(section),
      })),
    })),
    sectionsError: form.error !== '' && form.at === 'sections' ? form.error : '',
    people: peopleToChoose(shown, form.member),
    memberError: form.error !== '' && form.at === 'member' ? { text: form.error } : null,
    kept: keptWith(shown),
  };
}

function leadRow(id: SectionId, shown: Shown) {
  const lead = leadOf(shown.response, id);
  const words = leadWords(shown.response, id, { ...shown, at: shown.now });
  return {
    was: `${id} ${lead?.memberId ?? ''}`,
    lead: words?.name ?? 'Nobody',
    detail: words?.detail ?? '',
    isYours: lead?.memberId === shown.memberId,
    href: `/consultations/${shown.consultation.id}/response#s-${id}`,
  };
}

function peopleToChoose({ network, members, now }: Shown, chosen: string) {
  const able = [...members.values()]
    .filter((member) => canLead(member, network, now))
    .map(({ id, name, organisationId }) => ({ value: String(id), name, organisation: organisationName(network, organisationId) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  const items = able.map(({ value, name, organisation }) => ({ value, text: organisation === '' ? name : `${name}, ${organisation}` }));
  const first = [
    { value: '', text: 'Choose a person' },
    { value: nobody, text: 'Nobody: take the lead away' },
  ];
  return [...first, ...items].map((item) => ({ ...item, selected: item.value === chosen }));
}

function namesOfSections({ consultation }: Shown): ReadonlyMap<string, string> {
  return new Map(
    partsToLead(consultation).flatMap(({ rows }) =>
      rows.map(({ id, number, name }) => [id, number === '' ? name.toLowerCase() : `question ${number}`]),
    ),
  );
}

/** The sections that the reader leads, as a list in words; empty where there are none. */
function yoursIn(shown: Shown): string {
  const names = namesOfSections(shown);
  const led = [...names].filter(([id]) => leadOf(shown.response, id)?.memberId === shown.memberId);
  return listed(led.map(([, name]) => name));
}

/** The leads of questions that were taken out: they come back with their questions (WO17). */
function keptWith(shown: Shown): readonly string[] {
  const asked = namesOfSections(shown);
  const all = shown.consultation.questionSets.flatMap(({ questions }) => questions);
  return (shown.response.leads ?? [])
    .filter(({ sectionId }) => !asked.has(sectionId))
    .flatMap(({ sectionId, memberId }) => {
      const question = all.findLast(({ id }) => id === sectionId);
      return question === undefined ? [] : [`Question ${question.number} (${questionTitle(question)}): ${nameOf(shown, memberId)}`];
    });
}
