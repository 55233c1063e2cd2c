import { gzipSync } from 'node:zlib';
import { type Question, currentQuestions } from '../src/domain/consultation/consultation.ts';
import { EvidenceId, MemberId, OrganisationId, PositionsId, SectionId, VersionId } from '../src/domain/ids.ts';
import { offerEvidence } from '../src/domain/evidence/evidence.ts';
import { EmailAddress, type Member, addMember } from '../src/domain/network/member.ts';
import type { Organisation } from '../src/domain/network/organisation.ts';
import { accepted } from '../src/domain/outcome.ts';
import { Position } from '../src/domain/positions/position.ts';
import { type Positions, type PositionsEvent, noPositions } from '../src/domain/positions/positions.ts';
import type { Statement } from '../src/domain/positions/statement.ts';
import { sectionIds } from '../src/domain/response/snapshot.ts';
import { keepVersion } from '../src/domain/response/version.ts';
import { positionText } from '../src/reading/positions.ts';
import { change, create } from '../src/store/change.ts';
import { textDigest } from '../src/reading/section-digests.ts';
import { visitor } from '../tests/support/visitor.ts';
import type { World } from '../tests/support/worlds/service.ts';

// The progress page and the response page of a large network: processor time of the whole process for one view, and the size of the page.

const size = { organisations: 150, questions: 60 };
const views = 20;

/** Makes the demonstration's network large, gives most organisations a position, and measures *Progress* and the response page. Answers the lines to print. */
export async function measureBoard(world: World): Promise<string> {
  await grow(world);
  const { services } = world;
  const id = 'bench-board';
  const session = { memberId: 'nadia-farrow', createdAt: services.now() };
  await services.ephemeral.put('session', services.keys.hmac('session', id), session, '2099-01-01T00:00:00.000Z');
  const person = visitor(world.app, {}, { 'concord-session': encodeURIComponent(id) });
  const board = await viewed(person, world, 'progress');
  const panels = await viewed(person, world, 'response');
  const what = `${size.organisations} organisations by ${size.questions} questions`;
  return `progress, ${what}: ${board}\nresponse page, ${what}: ${panels}`;
}

/** Views a page some times. Answers its processor time and its size in words. */
async function viewed(person: ReturnType<typeof visitor>, world: World, page: string): Promise<string> {
  const taken: number[] = [];
  let html = '';
  for (let view = 0; view < views; view += 1) {
    const started = process.cpuUsage();
    const answer = await person.get(`/consultations/send-review/${page}`, { host: new URL(world.url).host });
    const { user, system } = process.cpuUsage(started);
    if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`);
    html = answer.body;
    taken.push((user + system) / 1000);
  }
  const middle = taken.toSorted((a, b) => a - b)[Math.floor(views / 2)] ?? 0;
  const [whole, packed] = [html.length, gzipSync(html).byteLength].map((bytes) => `${Math.round(bytes / 1000)} KB`);
  return `${middle.toFixed(0)} ms (first view ${taken[0]?.toFixed(0)}), ${whole}, ${packed} gzipped`;
}

async function grow({ services }: World): Promise<void> {
  const { aggregates } = services;
  const response = (await aggregates.get('response', 'send-review'))?.state;
  if (response === undefined) throw new Error('the demonstration has no response');
  const { networkId, id: responseId, epoch } = response;
  const at = services.now();
  const ids = Array.from({ length: size.organisations }, (_, n) => `large-${n}`);
  const organisations = ids.map((id): Organisation => {
    const name = `Borough Council of Large Place ${id.slice(6)}`;
    return { id: OrganisationId.parse(id), name, kind: 'authority', brand: '', deliveryBody: '', from: at, until: null, successor: null };
  });
  await change(aggregates, 'network', networkId, 'system', (network) =>
    accepted({ ...network, organisations }, { type: 'Restored', data: { backup: at } } as never),
  );
  await change(aggregates, 'consultation', response.consultationId, 'system', (consultation) => {
    const set = currentQuestions(consultation);
    const more = Array.from({ length: size.questions - set.questions.length }, (_, n) => {
      const [like] = set.questions;
      return { ...like, id: SectionId.parse(`more-${n}`), number: `${set.questions.length + n + 1}` } as Question;
    });
    const questionSets = [...consultation.questionSets.slice(0, -1), { ...set, questions: [...set.questions, ...more] }];
    return accepted({ ...consultation, questionSets }, { type: 'Restored', data: { backup: at } } as never);
  });
  const consultation = (await aggregates.get('consultation', response.consultationId))?.state;
  if (consultation === undefined) throw new Error('the demonstration has no consultation');
  const text = await services.presentTexts.of({ draft: responseId, epoch });
  const { digests } = positionText(response, consultation, text.content(sectionIds(consultation)));
  const { questions } = currentQuestions(consultation);
  const leads = questions.map(({ id }, n) => ({
    sectionId: SectionId.parse(id),
    memberId: MemberId.parse(`lead-${ids[n] ?? ''}`),
    at,
    by: MemberId.parse('nadia-farrow'),
  }));
  await change(aggregates, 'response', responseId, 'system', (stored) =>
    accepted({ ...stored, leads }, { type: 'Restored', data: { backup: at } } as never),
  );
  for (const [n, id] of ids.entries()) {
    const member: Member = {
      id: MemberId.parse(`lead-${id}`),
      networkId,
      name: `Lead of ${id}`,
      email: EmailAddress.parse(`${id}@example.org`),
      jobTitle: '',
      role: 'lead',
      organisationId: OrganisationId.parse(id),
      salt: 'a'.repeat(64),
      demo: true,
      from: at,
      until: null,
    };
    await create(aggregates, 'member', member.id, 'system', addMember(member));
    if (n % 3 === 0) continue;
    const version = VersionId.parse(`v-${id}`);
    const sections = n % 2 === 0 ? digests : { ...digests, q5: textDigest({}) };
    const digest = textDigest(sections);
    const kept = { id: version, networkId, responseId, epoch, at, because: 'position', name: '', by: null, round: 0, lost: null } as const;
    await create(
      aggregates,
      'version',
      version,
      'system',
      keepVersion({ ...kept, kept: digest, text: digest, sections, words: 1, covers: {} }),
    );
    const statement: Statement = {
      kind: 'position',
      position: Position.options[n % 4] ?? 'endorses',
      exceptions: questions
        .filter((_, place) => (place + n) % 7 === 0)
        .map((question, place) => ({
          section: SectionId.parse(question.id),
          position: Position.options[place % 4] ?? 'endorses',
          reason: 'A reason of some words.',
        })),
      note: null,
      listing: 'listed',
      source: { how: 'given', by: member.id },
      at,
      text: { digest, version },
      round: null,
    };
    const organisationId = OrganisationId.parse(id);
    const state: Positions = {
      ...noPositions({ id: PositionsId.parse(`p-${id}`), networkId, responseId, organisationId }),
      said: [statement],
    };
    const asked: PositionsEvent = { type: 'PositionAsked', data: { responseId, members: [member.id] } };
    await create(aggregates, 'positions', state.id, 'system', accepted<Positions, PositionsEvent>(state, asked));
    const piece = {
      kind: 'case-study',
      text: 'A case study.',
      label: 'shareable',
      source: '',
      date: '',
      area: '',
      permission: '',
    } as const;
    const section = SectionId.parse(questions[n % questions.length]?.id ?? 'q1');
    const whose = { id: EvidenceId.parse(`e-${id}`), networkId, responseId, organisationId, offeredBy: member.id, at, section, file: null };
    await create(aggregates, 'evidence', whose.id, 'system', offerEvidence({ ...whose, ...piece }));
  }
}
