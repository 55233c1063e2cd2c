import { dutiesOf } from '../../src/domain/network/access.ts';
import type { Act, Circumstance, Duty } from '../../src/domain/network/access.ts';
import { type Actor, Person, Sitter, System } from '../../src/domain/network/actor.ts';
import { EmailAddress } from '../../src/domain/network/member.ts';
import { knownSections } from '../../src/domain/consultation/known-sections.ts';
import {
  AppointmentId,
  ConsultationId,
  EvidenceId,
  ExportId,
  MemberId,
  OfficeId,
  OrganisationId,
  RemovalId,
  SectionId,
  SlotId,
  VersionId,
} from '../../src/domain/ids.ts';
import { accepted, Instant } from '../../src/domain/outcome.ts';
import { type Asked, currentQuestions } from '../../src/domain/consultation/consultation.ts';
import { datedSteps } from '../../src/domain/response/plan/steps.ts';
import { addRepresentation } from '../../src/domain/consultation/represent.ts';
import { noDecisions } from '../../src/domain/consultation/questions/plan.ts';
import { approvedRound, latestRound } from '../../src/domain/response/response.ts';
import { endAway, recordAway } from '../../src/features/away/commands.ts';
import * as consultations from '../../src/features/consultations/commands.ts';
import * as planning from '../../src/features/consultations/planning.ts';
import * as evidence from '../../src/features/evidence/commands.ts';
import { type Quoting, quote, unquote } from '../../src/features/evidence/quoting.ts';
import * as exports from '../../src/features/exports/commands.ts';
import { keepDue, keepForPosition, keepNamed } from '../../src/drafts/keeping.ts';
import { follow, followThese, see, stopFollowing } from '../../src/features/following/commands.ts';
import { MassDeletions } from '../../src/features/history/mass-deletions.ts';
import { additionsOf, markOf, takeOutAddition } from '../../src/features/history/taking-out.ts';
import * as networks from '../../src/features/networks/commands.ts';
import { remind } from '../../src/features/progress/commands.ts';
import * as positions from '../../src/features/positions/commands.ts';
import type { Saying } from '../../src/features/positions/commands.ts';
import { removeForGood } from '../../src/features/removal/commands.ts';
import { carryOut } from '../../src/removal/carry-out.ts';
import { byPhrase } from '../../src/removal/sought.ts';
import { markSectionReady, start, takeBackSectionReady, tell } from '../../src/features/responses/commands.ts';
import { attach, choose } from '../../src/features/responses/kind/commands.ts';
import { bringGoneAnswer } from '../../src/features/responses/gone/commands.ts';
import { answerIn, rewrite } from '../../src/features/responses/rewriting.ts';
import { enterNetwork } from '../../src/features/sign-in/commands.ts';
import * as signOff from '../../src/features/sign-off/commands.ts';
import { bring, planFor, setAsideForGood } from '../../src/features/sign-off/late/bringing.ts';
import { choose as chooseWeekly, chooseByLink as chooseWeeklyByLink } from '../../src/features/weekly/commands.ts';
import { type Passage, lateWords } from '../../src/reading/late-words.ts';
import { record } from '../../src/features/submissions/commands.ts';
import { contentOf, logOf } from '../../src/reading/draft.ts';
import { positionText } from '../../src/reading/positions.ts';
import { consultationOf } from '../../src/reading/response.ts';
import { change, create } from '../../src/store/change.ts';
import { openDraft, readDraft, sectionDigest } from '../../src/text/read.ts';
import { authorsIn } from '../../src/text/reseed.ts';
import { deputyRows } from './deputies.ts';
import { type Phase, type RightsWorld, acknowledged, endsAppointment, networkId, responseId } from '../support/worlds/rights.ts';

/** One try of a command: its act, the point of the journey at which it can succeed, and its call. */
export interface Row {
  readonly act: Act;
  readonly at: Phase;
  /** The case of an act that depends on circumstances. */
  readonly found?: Partial<Readonly<Record<Circumstance, boolean>>>;
  /** The command acts in the network of its actor, so it takes no id of another network. */
  readonly within?: 'own network';
  /** Prepares the world. */
  before?(world: RightsWorld): Promise<void>;
  /** `by` fits any command: the compiler refuses the wrong kind of actor, and this table tries it. */
  run(world: RightsWorld, by: never): Promise<unknown>;
}

const consultationId = ConsultationId.parse('send-review');
const later = Instant.parse('2027-01-01T12:00:00.000Z');
const later2 = Instant.parse('2027-01-05T12:00:00.000Z');
const registration = { title: 'Another', department: 'DfE', url: '', opensAt: null };
const asked: Asked = {
  number: '99',
  part: '',
  guidance: '',
  text: 'Anything else?',
  kind: 'open',
  options: [],
  followUp: '',
  freeText: true,
  wordLimit: null,
  characterLimit: null,
};
const lead = MemberId.parse('r-lead');
const daniel = MemberId.parse('daniel-rowntree');
const authority = { from: Instant.parse('2026-07-14T00:00:00.000Z'), until: null, authority: 'Minute 7' };
const pdf = { format: 'pdf' } as const;

const removing = { phrase: 'kinship', reason: 'A test.', files: [] };

/** Makes the lead a member whose invitation waits. */
async function waits({ services }: RightsWorld): Promise<void> {
  await change(services.aggregates, 'member', lead, 'system', (member) =>
    accepted({ ...member, untold: true }, { type: 'MemberRoleChanged', data: { role: member.role } }),
  );
}

/** Lets the lead, the deputy and the partner of this world speak for an organisation that has nobody else. */
async function speak({ services }: RightsWorld): Promise<void> {
  const network = await services.aggregates.get('network', 'south-east-kinship');
  const partner = network?.state.organisations.find((one) => one.kind === 'partner');
  const organisations = { 'r-lead': 'kent-county-council', 'r-deputy': 'kent-county-council', 'r-partner': partner?.id ?? '' };
  for (const [id, organisationId] of Object.entries(organisations)) {
    await change(services.aggregates, 'member', id, 'system', (state) =>
      accepted(
        { ...state, organisationId: OrganisationId.parse(organisationId) },
        { type: 'MemberRoleChanged', data: { role: state.role } },
      ),
    );
  }
}

/** A position on the present text, as a page would post it. */
async function endorsing(world: RightsWorld): Promise<Saying> {
  const { response, consultation } = await caseOf(world);
  const { digest } = positionText(response, consultation, contentOf(await logOf(world.services, response), consultation));
  return { kind: 'position', position: 'endorses', exceptions: [], note: null, listing: 'listed', shown: digest };
}

async function onText(world: RightsWorld, by: never): Promise<unknown> {
  const { response, consultation } = await caseOf(world);
  const log = await logOf(world.services, response);
  const { digest } = positionText(response, consultation, contentOf(log, consultation));
  return keepForPosition(world.services, by, { response, consultation, log, digest, id: VersionId.parse('v1') });
}

/** The lock, moved by a minute. */
async function laterLock(world: RightsWorld): Promise<planning.Moved> {
  const { response, consultation } = await caseOf(world);
  const network = await world.services.aggregates.get('network', consultation.networkId);
  const lock = network === null ? undefined : datedSteps(consultation, network.state, response).find(({ name }) => name === 'lock');
  if (lock === undefined) throw new TypeError('every plan has a lock');
  const to = Instant.parse(new Date(Date.parse(lock.at) + 60_000).toISOString());
  return { step: lock.name, was: lock.at, to, reason: '' };
}

async function caseOf({ services, response }: RightsWorld) {
  const state = await response();
  return { response: state, consultation: await consultationOf(services, state) };
}

async function questionOf(world: RightsWorld): Promise<SectionId> {
  const { consultation } = await caseOf(world);
  return SectionId.parse(currentQuestions(consultation).questions[0]?.id);
}

async function passageOf(world: RightsWorld): Promise<Passage> {
  const { response, consultation } = await caseOf(world);
  const [passage] = (await lateWords(world.services, response, consultation)).flatMap((words) => words.passages);
  if (passage === undefined) throw new Error('nothing came late');
  return passage;
}

async function rewritten(world: RightsWorld, by: never): Promise<unknown> {
  const { response, consultation } = await caseOf(world);
  const section = await questionOf(world);
  const { answer, mark } = answerIn(openDraft(await logOf(world.services, response)), section);
  const posted = { section, answer: { ...answer, text: 'Rewritten.', shown: answer.reason }, mark };
  return rewrite(world.services, by, { response, consultation }, posted, new MassDeletions(world.services));
}

async function kept(world: RightsWorld, by: never): Promise<unknown> {
  const { response, consultation } = await caseOf(world);
  const moment = { id: VersionId.parse('v1'), response, consultation, epoch: response.epoch, at: world.services.now(), name: '' };
  return keepDue(world.services, by, { ...moment, because: 'edited', round: 0, lost: null, evenIfSame: 'keep' });
}

/** Asks for a copy as somebody, then lets the actor take it. */
async function taken(world: RightsWorld, by: Actor, version: 'final' | 'now', owner: Actor): Promise<unknown> {
  const wanted = version === 'final' ? ({ purpose: 'final' } as const) : ({ purpose: 'draft', version } as const);
  const copy = await exports.ask(world.services, owner as Person, await caseOf(world), { wanted, ...pdf });
  world.writes.length = 0;
  return exports.take(world.services, by as Person, copy.ok ? copy.id : ExportId.parse('none'));
}

/** Lets the actor take a copy that the store holds under the actor's name, even if the actor may not ask for one. */
async function takenOwn(world: RightsWorld, by: Actor, version: 'final' | 'now'): Promise<unknown> {
  const wanted = version === 'final' ? ({ purpose: 'final' } as const) : ({ purpose: 'draft', version } as const);
  const copy = await exports.ask(world.services, world.actor('coordinator') as Person, await caseOf(world), { wanted, ...pdf });
  const stored = copy.ok ? await world.services.aggregates.get('export', copy.id) : null;
  if (stored === null) throw new Error('there is no copy');
  const state = { ...stored.state, askedBy: MemberId.parse(by.id) };
  const events = [{ type: 'ExportFailed', data: { because: 'toy' } }] as const;
  await world.services.aggregates.commit({ kind: 'export', id: stored.id, revision: stored.revision, state, events, actor: 'system' });
  world.writes.length = 0;
  return exports.take(world.services, by as Person, stored.state.id);
}

async function sits(world: RightsWorld, by: Person): Promise<unknown> {
  const slots = latestRound(await world.response())?.stages.flatMap((stage) => stage.slots) ?? [];
  const own = slots.find((slot) => slot.memberId === by.memberId) ?? slots[0];
  return signOff.takeSeat(world.services, by, responseId, own?.id ?? SlotId.parse('1-1-1'));
}

async function decides(world: RightsWorld, by: never): Promise<unknown> {
  const digest = latestRound(await world.response())?.digest;
  if (digest === undefined) throw new Error('there is no round');
  return signOff.recordDecision(world.services, by, { kind: 'approve', comment: '', nonce: 'n1', digest });
}

async function submits(world: RightsWorld, by: never): Promise<unknown> {
  const digest = approvedRound(await world.response())?.digest ?? null;
  const sent = { at: world.services.now(), by: MemberId.parse('nadia-farrow'), channel: 'email', reference: '', note: '', digest } as const;
  return record(world.services, by, responseId, sent, { name: 'r.pdf', type: 'application/pdf', bytes: new Uint8Array([1]) });
}

async function givesUp(world: RightsWorld, by: never): Promise<unknown> {
  const { epoch: locked } = await world.response();
  return signOff.giveUpLock(world.services, by, { id: responseId, locked, because: 'toy' });
}

const kent = OrganisationId.parse('kent-county-council');
const filled = {
  kind: 'case-study',
  text: 'Of 212 families, 41 waited.',
  label: 'shareable',
  source: '',
  date: '',
  area: '',
  permission: '',
  section: null,
  file: null,
  organisationId: kent,
} as const;

/** Puts everybody who may speak for an organisation into one. */
async function joinsKent({ services }: RightsWorld): Promise<void> {
  const others = ['lead', 'deputy', 'member', 'partner', 'reader'].map((role) => `r-${role}`);
  for (const id of ['meera-vasani', 'joanna-prideaux', 'alison-thackeray', ...others]) {
    await change(services.aggregates, 'member', id, 'system', (member) =>
      accepted({ ...member, organisationId: kent }, { type: 'MemberRoleChanged', data: { role: member.role } }),
    );
  }
}

/** Records days on which a lead is away. */
async function danielIsAway({ services, actor, writes }: RightsWorld): Promise<void> {
  await recordAway(services, actor('coordinator') as Person, daniel, { from: later, until: later2, deputyId: null });
  writes.length = 0;
}

/** Lets the actor change evidence of Kent, which the coordinator recorded. */
async function ofKent(world: RightsWorld, act: (named: evidence.Named) => Promise<unknown>): Promise<unknown> {
  const id = EvidenceId.parse('e1');
  const { response } = await caseOf(world);
  await evidence.offer(world.services, world.actor('coordinator') as Person, response, { ...filled, id });
  world.writes.length = 0;
  return act({ id, responseId: response.id });
}

const letterId = ConsultationId.parse('letter');
const letter: consultations.Letter = {
  title: 'On funding',
  recipient: { name: 'Ann Other', post: '', organisation: '', address: [] },
  email: '',
  end: { type: 'send-by', at: later2 },
  headings: [{ text: 'Why', wordLimit: null }],
};

/** A representation without headings is in the register. */
async function aLetter({ services }: RightsWorld): Promise<void> {
  const ids = { id: letterId, networkId };
  const outcome = addRepresentation(ids, { ...letter, headings: [] }, services.now());
  if (outcome.ok) await create(services.aggregates, 'consultation', letterId, MemberId.parse('nadia-farrow'), outcome);
}

async function quoting(world: RightsWorld, named: evidence.Named): Promise<Quoting> {
  const losses = new MassDeletions(world.services);
  return { ...(await caseOf(world)), section: await questionOf(world), evidence: named.id, losses };
}

/** The rows by file and name. Where a command has several, a colon and the kind of the try follow the name. */
export const rows: Readonly<Record<string, Row>> = {
  'consultations/commands.ts add': {
    act: 'consultation.add',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) => consultations.add(services, by, 'nonce', { ...registration, closesAt: later }),
  },
  'consultations/commands.ts addLetter': {
    act: 'consultation.add',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) => consultations.addLetter(services, by, 'letter', letter),
  },
  'consultations/commands.ts changeLetter': {
    act: 'consultation.edit',
    at: 'drafting',
    before: aLetter,
    run: ({ services }, by) => consultations.changeLetter(services, by, letterId, { ...letter, title: 'On money', sendBy: later }),
  },
  'consultations/commands.ts changeHeadings': {
    act: 'consultation.edit',
    at: 'drafting',
    before: aLetter,
    run: ({ services }, by) =>
      consultations.changeHeadings(services, by, letterId, { kept: [], more: letter.headings, over: 1, nonce: 'n' }),
  },
  'consultations/commands.ts changeRegistration': {
    act: 'consultation.edit',
    at: 'drafting',
    run: ({ services }, by) => consultations.changeRegistration(services, by, consultationId, registration),
  },
  'consultations/commands.ts move': {
    act: 'consultation.edit',
    at: 'drafting',
    run: ({ services }, by) => consultations.move(services, by, consultationId, { to: later, reason: 'The department said so.' }),
  },
  'consultations/commands.ts bringIn': {
    act: 'consultation.edit',
    at: 'drafting',
    run: ({ services }, by) => consultations.bringIn(services, by, consultationId, { asked: [asked], decisions: noDecisions, over: null }),
  },
  'consultations/commands.ts addOne': {
    act: 'consultation.edit',
    at: 'drafting',
    run: ({ services }, by) => consultations.addOne(services, by, consultationId, 'nonce', asked),
  },
  'consultations/commands.ts changeOne': {
    act: 'consultation.edit',
    at: 'drafting',
    run: async (world, by) => consultations.changeOne(world.services, by, consultationId, await questionOf(world), asked),
  },
  'consultations/commands.ts removeOne': {
    act: 'consultation.edit',
    at: 'drafting',
    run: async (world, by) => consultations.removeOne(world.services, by, consultationId, await questionOf(world)),
  },
  'networks/commands.ts add': {
    act: 'network.manage',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) =>
      networks.add(services, by, {
        name: 'Somebody New',
        email: EmailAddress.parse('new@example.org'),
        jobTitle: '',
        role: 'lead',
        organisationId: null,
        since: null,
        invitation: 'later',
      }),
  },
  'networks/commands.ts bringIn': {
    act: 'network.manage',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) =>
      networks.bringIn(services, by, {
        organisations: [{ line: 2, name: 'A new council', kind: 'authority', deliveryBody: '' }],
        people: [],
      }),
  },
  'networks/commands.ts sendInvitations': {
    act: 'network.manage',
    at: 'drafting',
    within: 'own network',
    before: waits,
    run: ({ services }, by) => networks.sendInvitations(services, by),
  },
  'networks/commands.ts sendInvitation': {
    act: 'network.manage',
    at: 'drafting',
    before: waits,
    run: ({ services }, by) => networks.sendInvitation(services, by, lead),
  },
  'networks/commands.ts end': {
    act: 'network.manage',
    at: 'drafting',
    run: ({ services }, by) => networks.end(services, by, lead),
  },
  'networks/commands.ts giveRole': {
    act: 'network.manage',
    at: 'drafting',
    run: ({ services }, by) => networks.giveRole(services, by, lead, 'coordinator'),
  },
  'networks/commands.ts describe': {
    act: 'network.manage',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) => networks.describe(services, by, { about: 'Other words.', overseenBy: '', contact: '' }),
  },
  'networks/commands.ts join': {
    act: 'network.manage',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) => networks.join(services, by, { name: 'A new trust', kind: 'authority', deliveryBody: '', since: null }),
  },
  'networks/commands.ts put': {
    act: 'network.manage',
    at: 'drafting',
    run: ({ services }, by) => networks.put(services, by, { memberId: lead, office: OfficeId.parse('chair'), ...authority }),
  },
  'away/commands.ts recordAway: of another member': {
    act: 'absence.record',
    at: 'drafting',
    found: { mine: false },
    run: ({ services }, by) => recordAway(services, by, daniel, { from: later, until: later2, deputyId: null }),
  },
  'away/commands.ts endAway: of another member': {
    act: 'absence.record',
    at: 'drafting',
    found: { mine: false },
    before: danielIsAway,
    run: ({ services }, by) => endAway(services, by, daniel, later),
  },
  'networks/commands.ts leaveOffice': {
    act: 'network.manage',
    at: 'drafting',
    run: ({ services }, by) => networks.leaveOffice(services, by, AppointmentId.parse('joanna-prideaux-1'), 'Minute 8'),
  },
  'consultations/planning.ts moveStep': {
    act: 'plan.change',
    at: 'drafting',
    run: async (world, by) => planning.moveStep(world.services, by, consultationId, await laterLock(world)),
  },
  'consultations/planning.ts planDatesAgain': {
    act: 'plan.change',
    at: 'drafting',
    async run(world, by) {
      await planning.moveStep(world.services, world.actor('coordinator') as Person, consultationId, await laterLock(world));
      world.writes.length = 0;
      return planning.planDatesAgain(world.services, by, consultationId);
    },
  },
  'consultations/planning.ts nameDraftingLeads': {
    act: 'plan.change',
    at: 'drafting',
    run: ({ services }, by) =>
      planning.nameDraftingLeads(services, by, responseId, [{ section: SectionId.parse('q5'), was: null, member: lead }]),
  },
  'responses/commands.ts start': {
    act: 'response.start',
    at: 'drafting',
    async run({ services, writes, actor }, by) {
      const added = await consultations.add(services, actor('coordinator') as Person, 'first', { ...registration, closesAt: later });
      writes.length = 0;
      return start(services, by, 'ok' in added ? consultationId : added.state.id);
    },
  },
  'responses/kind/commands.ts choose': {
    act: 'response.choose-kind',
    at: 'drafting',
    run: ({ services }, by) => choose(services, by, consultationId, { type: 'none', reason: 'We have nothing to add' }),
  },
  'responses/kind/commands.ts attach': {
    act: 'response.choose-kind',
    at: 'drafting',
    async before({ services, writes, actor }) {
      await choose(services, actor('coordinator') as Person, consultationId, { type: 'endorse', body: 'The association' });
      writes.length = 0;
    },
    run: ({ services }, by) => attach(services, by, consultationId, { name: 'theirs.pdf', type: 'pdf', bytes: new Uint8Array([1]) }),
  },
  'responses/commands.ts tell': { act: 'response.tell', at: 'drafting', run: ({ services }, by) => tell(services, by, { id: responseId }) },
  'progress/commands.ts remind': {
    act: 'progress.chase',
    at: 'drafting',
    run: ({ services }, by) => remind(services, by, { id: responseId }, new Set(['kent-county-council'])),
  },
  'responses/rewriting.ts rewrite': { act: 'response.write', at: 'drafting', run: rewritten },
  'responses/commands.ts markSectionReady': {
    act: 'section.mark-ready',
    at: 'drafting',
    run: async (world, by) => markSectionReady(world.services, by, { ...(await caseOf(world)), section: SectionId.parse('q5') }),
  },
  'responses/gone/commands.ts bringGoneAnswer': {
    act: 'answer.bring',
    at: 'drafting',
    async run(world, by) {
      const [section, into] = [SectionId.parse('q5'), SectionId.parse('q7')];
      const { id } = (await caseOf(world)).consultation;
      await consultations.removeOne(world.services, world.actor('coordinator') as Person, id, section);
      const it = await caseOf(world);
      const shown = sectionDigest(readDraft(openDraft(await logOf(world.services, it.response)), [section]), section);
      world.writes.length = 0;
      return bringGoneAnswer(world.services, by, it, { section, into, shown });
    },
  },
  'responses/commands.ts takeBackSectionReady': {
    act: 'section.mark-ready',
    at: 'drafting',
    async run(world, by) {
      const it = { ...(await caseOf(world)), section: SectionId.parse('q5') };
      await markSectionReady(world.services, world.actor('coordinator') as Person, it);
      world.writes.length = 0;
      return takeBackSectionReady(world.services, by, it);
    },
  },
  'following/commands.ts follow': {
    act: 'section.follow',
    at: 'drafting',
    run: async (world, by) => follow(world.services, by, await caseOf(world), SectionId.parse('q5')),
  },
  'following/commands.ts stopFollowing': {
    act: 'section.follow',
    at: 'drafting',
    run: async (world, by) => stopFollowing(world.services, by, await caseOf(world), SectionId.parse('q5')),
  },
  'following/commands.ts followThese': {
    act: 'section.follow',
    at: 'drafting',
    run: async (world, by) => followThese(world.services, by, await caseOf(world), [SectionId.parse('q5')]),
  },
  'following/commands.ts see': {
    act: 'section.follow',
    at: 'drafting',
    run: async (world, by) => see(world.services, by, await caseOf(world), ['q5']),
  },
  'weekly/commands.ts choose': {
    act: 'weekly.choose',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) => chooseWeekly(services, by, 'never'),
  },
  'weekly/commands.ts chooseByLink': {
    act: 'weekly.choose-by-link',
    at: 'drafting',
    run: ({ services }, by) => chooseWeeklyByLink(services, by, lead, 'never'),
  },
  'positions/commands.ts give': {
    act: 'position.give',
    at: 'drafting',
    before: speak,
    run: async (world, by) => positions.give(world.services, by, responseId, await endorsing(world)),
  },
  'positions/commands.ts record': {
    act: 'position.record',
    at: 'drafting',
    run: async (world, by) =>
      positions.record(world.services, by, responseId, {
        organisationId: OrganisationId.parse('kent-county-council'),
        from: MemberId.parse('daniel-rowntree'),
        sent: Instant.parse('2026-07-01T00:00:00.000Z'),
        version: null,
        saying: await endorsing(world),
      }),
  },
  'positions/commands.ts ask': {
    act: 'position.ask',
    at: 'drafting',
    run: ({ services }, by) => positions.ask(services, by, responseId, [OrganisationId.parse('kent-county-council')]),
  },
  'drafts/keeping.ts keepForPosition': { act: 'version.keep', at: 'drafting', run: onText },
  'drafts/keeping.ts keepNamed': {
    act: 'version.keep',
    at: 'drafting',
    run: async (world, by) => keepNamed(world.services, by, await caseOf(world), { id: VersionId.parse('v1'), name: 'Today' }),
  },
  'history/taking-out.ts takeOutAddition': {
    act: 'addition.take-out',
    at: 'drafting',
    run: async (world, by) => {
      const it = await caseOf(world);
      const log = await logOf(world.services, it.response);
      const [addition] = additionsOf(openDraft(log), authorsIn(log), knownSections(it.consultation)).filter(
        ({ members }) => members.length > 0,
      );
      if (addition === undefined || addition.whose === 'nobody') throw new Error('nobody wrote');
      return takeOutAddition(world.services, by, it, { whose: addition.whose, mark: markOf(addition), name: 'Before it' });
    },
  },
  'removal/commands.ts removeForGood': {
    act: 'words.remove',
    at: 'drafting',
    found: { unsigned: true },
    run: async (world, by) => removeForGood(world.services, by, await caseOf(world), removing),
  },
  'removal/carry-out.ts carryOut': {
    act: 'words.clear',
    at: 'drafting',
    before: async (world) => {
      await removeForGood(world.services, world.actor('coordinator') as Person, await caseOf(world), removing);
    },
    run: async (world, by) => {
      const response = await world.response();
      const removal = response.removals?.[0]?.id ?? RemovalId.parse('none');
      return carryOut(world.services, by, { response: response.id, removal, sought: byPhrase(removing.phrase) });
    },
  },
  'drafts/keeping.ts keepDue': { act: 'version.keep-due', at: 'drafting', run: kept },
  'exports/commands.ts ask: a draft': {
    act: 'export.draft',
    at: 'drafting',
    run: async (world, by) =>
      exports.ask(world.services, by, await caseOf(world), { wanted: { purpose: 'draft', version: 'now' }, ...pdf }),
  },
  'exports/commands.ts ask: the final document': {
    act: 'export.final',
    at: 'approved',
    run: async (world, by) => exports.ask(world.services, by, await caseOf(world), { wanted: { purpose: 'final' }, ...pdf }),
  },
  'exports/commands.ts take: one’s own draft': {
    act: 'export.take-draft',
    at: 'drafting',
    found: { own: true },
    run: (world, by) => takenOwn(world, by, 'now'),
  },
  'exports/commands.ts take: somebody else’s draft': {
    act: 'export.take-draft',
    at: 'drafting',
    found: { own: false },
    run: (world, by) => taken(world, by, 'now', new Person({ id: MemberId.parse('joel-finch'), networkId: networkOf(world) })),
  },
  'exports/commands.ts take: one’s own final document': {
    act: 'export.take-final',
    at: 'approved',
    found: { own: true },
    run: (world, by) => takenOwn(world, by, 'final'),
  },
  'evidence/commands.ts keepFile': {
    act: 'evidence.offer',
    at: 'drafting',
    async run(world, by) {
      const { networkId } = await world.response();
      const file = { name: 'a.csv', type: 'csv', bytes: new Uint8Array([1]), words: '' } as const;
      return evidence.keepFile(world.services, by, { networkId, id: EvidenceId.parse('e1') }, file);
    },
  },
  'evidence/commands.ts offer': {
    act: 'evidence.offer',
    at: 'drafting',
    before: joinsKent,
    run: async (world, by) => evidence.offer(world.services, by, (await caseOf(world)).response, { ...filled, id: EvidenceId.parse('e1') }),
  },
  'evidence/commands.ts relabel: of one’s own organisation': {
    act: 'evidence.relabel',
    at: 'drafting',
    found: { theirs: true },
    before: joinsKent,
    run: (world, by) => ofKent(world, (named) => evidence.relabel(world.services, by, named, 'network-only')),
  },
  'evidence/commands.ts relabel: of another organisation': {
    act: 'evidence.relabel',
    at: 'drafting',
    found: { theirs: false },
    run: (world, by) => ofKent(world, (named) => evidence.relabel(world.services, by, named, 'network-only')),
  },
  'evidence/commands.ts withdraw: of one’s own organisation': {
    act: 'evidence.withdraw',
    at: 'drafting',
    found: { theirs: true },
    before: joinsKent,
    run: (world, by) => ofKent(world, (named) => evidence.withdraw(world.services, by, named)),
  },
  'evidence/commands.ts withdraw: of another organisation': {
    act: 'evidence.withdraw',
    at: 'drafting',
    found: { theirs: false },
    run: (world, by) => ofKent(world, (named) => evidence.withdraw(world.services, by, named)),
  },
  'evidence/quoting.ts quote': {
    act: 'response.write',
    at: 'drafting',
    run: (world, by) => ofKent(world, async (named) => quote(world.services, by, await quoting(world, named))),
  },
  'evidence/quoting.ts unquote': {
    act: 'response.write',
    at: 'drafting',
    run: (world, by) => ofKent(world, async (named) => unquote(world.services, by, await quoting(world, named))),
  },
  'sign-in/commands.ts enterNetwork': {
    act: 'network.enter',
    at: 'drafting',
    within: 'own network',
    run: ({ services }, by) => enterNetwork(services, by, (by as Actor).id),
  },
  'sign-off/commands.ts lockAndOpen': {
    act: 'sign-off.open',
    at: 'drafting',
    found: { uncoordinated: false },
    run: async ({ services }, by) => signOff.lockAndOpen(services, by, responseId, await acknowledged(services)),
  },
  'sign-off/commands.ts finishLock': {
    act: 'sign-off.tend',
    at: 'locking',
    run: ({ services }, by) => signOff.finishLock(services, by, responseId),
  },
  'sign-off/commands.ts giveUpLock': { act: 'sign-off.tend', at: 'locking', run: givesUp },
  'sign-off/commands.ts takeBack: before approval': {
    act: 'sign-off.recall',
    at: 'in sign-off',
    found: { unapproved: true },
    run: ({ services }, by) => signOff.takeBack(services, by, responseId, 'More to say.'),
  },
  'sign-off/commands.ts takeBack: after approval': {
    act: 'sign-off.recall',
    at: 'approved',
    found: { unapproved: false },
    run: ({ services }, by) => signOff.takeBack(services, by, responseId, 'More to say.'),
  },
  'sign-off/commands.ts startAgain': {
    act: 'sign-off.reopen',
    at: 'stopped',
    run: ({ services }, by) => signOff.startAgain(services, by, responseId),
  },
  ...deputyRows,
  'sign-off/commands.ts takeSeat': { act: 'sign-off.sit', at: 'in sign-off', found: { asked: false }, run: sits },
  'sign-off/commands.ts recordDecision': { act: 'sign-off.decide', at: 'in sign-off', within: 'own network', run: decides },
  'sign-off/commands.ts applyClosingTime': {
    act: 'sign-off.tend',
    at: 'in sign-off',
    before({ services: { clock } }) {
      clock.forward(60 * 24 * 3_600_000);
      return Promise.resolve();
    },
    run: ({ services }, by) => signOff.applyClosingTime(services, by, responseId),
  },
  'sign-off/commands.ts replaceLeavers': {
    act: 'sign-off.tend',
    at: 'in sign-off',
    before: ({ services }) => endsAppointment(services),
    run: ({ services }, by) => signOff.replaceLeavers(services, by, responseId),
  },
  'sign-off/late/bringing.ts bring': {
    act: 'late.bring',
    at: 'late',
    async run(world, by) {
      const [it, passage] = [await caseOf(world), await passageOf(world)];
      return bring(world.services, by, it, passage, (await planFor(world.services, it, passage)).mark);
    },
  },
  'sign-off/late/bringing.ts setAsideForGood': {
    act: 'late.bring',
    at: 'late',
    async run(world, by) {
      const passage = await passageOf(world);
      return setAsideForGood(world.services, by, await caseOf(world), passage, { seen: passage.digest, became: 'left-out' });
    },
  },
  'submissions/commands.ts record': { act: 'submission.record', at: 'final', run: submits },
};

function networkOf(world: RightsWorld) {
  return (world.actor('coordinator') as Person).networkId;
}

/** The duties of an actor as the store has them, for comparing with the table. */
export async function dutiesIn({ services }: RightsWorld, by: Actor): Promise<ReadonlySet<Duty>> {
  if (by instanceof System) return new Set<Duty>(['system']);
  if (by instanceof Sitter) return new Set<Duty>(['desk']);
  if (!(by instanceof Person)) return new Set();
  const member = await services.aggregates.get('member', by.memberId);
  const network = await services.aggregates.get('network', by.networkId);
  return member === null || network === null ? new Set() : dutiesOf(member.state, network.state, services.now());
}
