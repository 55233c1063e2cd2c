import { readFileSync } from 'node:fs';
import { type MemberId, ResponseId } from '../../../../src/domain/ids.ts';
import { Member } from '../../../../src/domain/network/member.ts';
import { Network, usualOffices } from '../../../../src/domain/network/network.ts';
import { Consultation, type Question, Question as QuestionSchema } from '../../../../src/domain/consultation/consultation.ts';
import type { Instant } from '../../../../src/domain/outcome.ts';
import { newEpochId } from '../../../../src/domain/response/epoch.ts';
import { startResponse } from '../../../../src/domain/response/response.ts';
import type { Block } from '../../../../src/domain/consultation/section.ts';
import type { Services } from '../../../../src/services.ts';
import { writeBlocks, writeChosen } from '../../../../src/text/write.ts';
import { openSessionRecord } from './session.ts';
import * as Y from 'yjs';

const since = '2026-01-01T00:00:00.000Z' as Instant;

const organisations = [
  { id: 'kent', name: 'Kent County Council', brand: 'Kent' },
  { id: 'surrey', name: 'Surrey County Council', brand: 'Surrey' },
  { id: 'brighton', name: 'Brighton & Hove City Council', brand: 'Brighton & Hove' },
] as const;

const people = [
  { id: 'nadia', name: 'Nadia Farrow', role: 'coordinator', organisationId: null },
  { id: 'cerys', name: 'Cerys Vaughan', role: 'lead', organisationId: 'brighton' },
  { id: 'owen', name: 'Owen Larbi', role: 'lead', organisationId: 'surrey' },
  { id: 'rhian', name: 'Rhian Pope', role: 'reader', organisationId: 'kent' },
  { id: 'joanna', name: 'Joanna Prideaux', role: 'lead', organisationId: 'kent' },
] as const;

/** Who is in the world of the client's tests. */
export type Who = (typeof people)[number]['id'];

/** Where the tests go, and the session token of each person. */
export interface Seeded {
  readonly consultation: string;
  readonly response: string;
  readonly epoch: string;
  readonly tokens: Readonly<Record<Who, string>>;
}

/** A network of three organisations with one response to `count` questions, text in it, and everybody signed in. */
export async function seed(services: Services, count: number): Promise<Seeded> {
  const network = Network.parse({
    id: 'net',
    name: 'South East Regional Kinship Network',
    overseenBy: '',
    timeZone: 'Europe/London',
    about: 'We are nineteen authorities and trusts.',
    contact: '',
    offices: usualOffices,
    organisations: organisations.map((one) => ({ ...one, kind: 'authority', deliveryBody: '', from: since, until: null, successor: null })),
    appointments: [{ id: 'a1', memberId: 'joanna', office: 'chair', from: since, until: null, authority: 'Minute 4' }],
  });
  await services.aggregates.commit({
    kind: 'network',
    id: network.id,
    revision: 0,
    state: network,
    events: [{ type: 'NetworkCreated', data: { name: network.name } }],
    actor: 'system',
  });
  for (const person of people) await addPerson(services, person);
  const consultation = await addConsultation(services, count);
  const draft = await addResponse(services, consultation);
  const tokens = await Promise.all(people.map(async ({ id }) => [id, await openSessionRecord(services, id)] as const));
  return { consultation: consultation.id, ...draft, tokens: Object.fromEntries(tokens) as Record<Who, string> };
}

async function addPerson(services: Services, person: (typeof people)[number]): Promise<void> {
  const member = Member.parse({
    ...person,
    networkId: 'net',
    email: `${person.id}@example.org`,
    jobTitle: '',
    salt: '0'.repeat(64),
    demo: false,
    from: since,
    until: null,
  });
  const data = { role: member.role, organisationId: member.organisationId };
  const events = [{ type: 'MemberAdded' as const, data }] as const;
  await services.aggregates.commit({ kind: 'member', id: member.id, revision: 0, state: member, events, actor: 'system' });
}

async function addConsultation(services: Services, count: number): Promise<Consultation> {
  const state = Consultation.parse({
    id: 'send',
    networkId: 'net',
    title: 'SEND Review: right support, right place, right time',
    department: 'Department for Education',
    url: '',
    opensAt: null,
    closesAt: '2026-12-22T23:45:00.000Z',
    closingMoves: [],
    questionSets: [{ version: 1, at: since, questions: questions(count) }],
  });
  const data = { title: state.title, closesAt: state.closesAt };
  const events = [{ type: 'ConsultationAdded' as const, data }] as const;
  await services.aggregates.commit({ kind: 'consultation', id: state.id, revision: 0, state, events, actor: 'nadia' });
  return state;
}

interface Printed {
  readonly number: string;
  readonly text: string;
  readonly kind: string;
  readonly options?: readonly string[];
  readonly section?: string;
  readonly followUp?: string;
  readonly wordLimit?: number;
}

function questions(count: number): readonly Question[] {
  const file = new URL('../../../../demo/consultations/dfe-send-review-2022.json', import.meta.url);
  const { questions: printed } = JSON.parse(readFileSync(file, 'utf8')) as { questions: readonly Printed[] };
  return Array.from({ length: count }, (_, index) => {
    const one = printed[index % printed.length] ?? { number: '', text: '', kind: 'open' };
    return QuestionSchema.parse({
      id: `q${index + 1}`,
      number: String(index + 1),
      text: one.text,
      kind: one.kind,
      options: (one.options ?? []).map((text, n) => ({ id: `o${n + 1}`, text })),
      part: one.section ?? 'More',
      guidance: index === 4 ? 'Families would name a placement from a list drawn up by the council.' : '',
      followUp: one.followUp ?? '',
      freeText: true,
      wordLimit: one.wordLimit ?? 250,
      characterLimit: index === 2 ? 2000 : null,
    });
  });
}

async function addResponse(services: Services, consultation: Consultation): Promise<{ response: string; epoch: string }> {
  const id = ResponseId.parse('resp');
  const epoch = newEpochId('epoch1');
  const update = Y.encodeStateAsUpdate(firstText(consultation));
  await services.drafts.begin({ draft: id, epoch }, { update, covers: {}, authors: {} });
  const start = { id, networkId: consultation.networkId, consultationId: consultation.id, epoch, at: services.now(), marking: '' };
  const { state, events } = startResponse(start);
  const actor: MemberId | 'nadia' = 'nadia';
  await services.aggregates.commit({ kind: 'response', id, revision: 0, state, events, actor });
  return { response: id, epoch };
}

const plain = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });

function firstText(consultation: Consultation): Y.Doc {
  const doc = new Y.Doc();
  writeBlocks(doc, 'about-the-network', [plain('We are nineteen authorities and trusts.')]);
  writeBlocks(doc, 'q1', [plain('First words.'), plain('A second paragraph.')]);
  writeBlocks(doc, 'q2', [{ type: 'bulletList', items: [[plain('One')], [plain('Two')]] }]);
  writeBlocks(doc, 'q5', mixed);
  writeChosen(doc, 'q6', ['o2']);
  const long = consultation.questionSets[0]?.questions.slice(6) ?? [];
  for (const [index, question] of long.entries()) {
    if (index % 5 === 4) continue;
    writeBlocks(
      doc,
      question.id,
      Array.from({ length: 1 + (index % 3) }, () => plain(sentence.repeat(3 + (index % 2)))),
    );
  }
  return doc;
}

const sentence =
  'Kinship families often take in a child at a few days’ notice, and had not heard of the list before the day it was named. ';

const mixed: Block[] = [
  {
    type: 'paragraph',
    content: [
      { type: 'text', text: 'We support the principle of a ', marks: [] },
      { type: 'text', text: 'tailored list', marks: [{ type: 'bold' }] },
      { type: 'text', text: '. It will give families confidence only if it is built with them. See ', marks: [] },
      { type: 'text', text: 'the survey', marks: [{ type: 'link', href: 'https://example.org/survey' }] },
      { type: 'text', text: '. We ask for three things.', marks: [{ type: 'italic' }] },
    ],
  },
  {
    type: 'orderedList',
    start: 1,
    items: [
      [plain('The list is drawn up at a meeting with the person who cares for the child, and the child’s views are recorded beside it.')],
      [plain('Each list gives the reason for every setting on it, and for leaving out any setting that the family asked for.')],
      [plain('A family can ask for one setting outside the list to be considered before the plan is made final.')],
    ],
  },
  { type: 'heading', level: 1, content: [{ type: 'text', text: 'What carers told us', marks: [] }] },
  {
    type: 'paragraph',
    content: [
      { type: 'text', text: `${sentence}A school of 900 m`, marks: [] },
      { type: 'text', text: '2', marks: [{ type: 'superscript' }] },
      { type: 'text', text: ' gives off 50 t of CO', marks: [] },
      { type: 'text', text: '2', marks: [{ type: 'bold' }, { type: 'subscript' }] },
      { type: 'text', text: 'e a year.', marks: [] },
    ],
  },
];
