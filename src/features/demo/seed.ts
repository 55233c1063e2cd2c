import { randomBytes } from 'node:crypto';
import { currentQuestions } from '../../domain/consultation/consultation.ts';
import { readQuestions } from '../../domain/consultation/questions/import.ts';
import { noDecisions } from '../../domain/consultation/questions/plan.ts';
import { addConsultation, importQuestions } from '../../domain/consultation/register.ts';
import { AppointmentId, ConsultationId, MemberId, NetworkId, OrganisationId, ResponseId } from '../../domain/ids.ts';
import { addMember, EmailAddress, type Member } from '../../domain/network/member.ts';
import { addOrganisation, appoint, createNetwork, usualOffices } from '../../domain/network/network.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import { fold, Instant } from '../../domain/outcome.ts';
import { newEpochId } from '../../domain/response/epoch.ts';
import { startResponse } from '../../domain/response/response.ts';
import { addWorkingDays, localParts, parseLocal, parseLocalDay } from '../../domain/time/calendar.ts';
import type { Services } from '../../services.ts';
import { create } from '../../store/change.ts';
import { keepsLocal } from '../../web/local.ts';
import { writtenDraft } from './draft.ts';
import { contribute, readyMarks, remindersOf } from './contributions.ts';
import { type ContributionsFile, type DemoFiles, type DraftFile, type PeopleFile, must, readContributions, readDemo } from './files.ts';

const zone = 'Europe/London';
const writtenIn = 2026;

/** One network of the demonstration: its files, and the ids that its pages have in their addresses. */
interface Plan {
  readonly files: Parameters<typeof readDemo>[0];
  readonly network: string;
  readonly consultation: string;
  /** Keeps apart the members of a person who is in both networks. */
  readonly suffix: string;
  /** The file of its positions and evidence; null where nobody has said anything. */
  readonly contributions: string | null;
  /** Working days until the consultation closes. */
  readonly days: number;
}

const plans: readonly Plan[] = [
  {
    files: { network: 'south-east-kinship', consultation: 'dfe-send-review-2022', draft: 'send-review' },
    network: 'south-east-kinship',
    consultation: 'send-review',
    suffix: '',
    contributions: 'send-review',
    days: 25,
  },
  {
    files: { network: 'north-downs-fostering', consultation: 'dfe-reforming-childrens-homes-care-2013', draft: 'childrens-homes' },
    network: 'north-downs-fostering',
    consultation: 'childrens-homes',
    suffix: '-north-downs',
    contributions: null,
    days: 15,
  },
];

/**
 * Fills an empty store with two invented networks, on this computer only and unless told to start empty. A seeding that broke
 * off goes on where it stopped: the networks are written last, and only they make the store count as filled. With `contributions`,
 * organisations of the first network have said where they stand and offered evidence.
 */
export async function seedDemo(services: Services, contributions: 'with' | 'without' = 'without'): Promise<void> {
  const { config, aggregates } = services;
  if (config.startEmpty || !keepsLocal(config)) return;
  const real = (await aggregates.find('network', { where: {}, limit: 50 })).map((stored) => stored.id);
  if (real.some((id) => !plans.some((plan) => plan.network === id))) return;
  for (const plan of plans.filter(({ network }) => !real.includes(network)).toReversed()) await seedNetwork(services, plan, contributions);
}

async function seedNetwork(services: Services, plan: Plan, contributions: 'with' | 'without'): Promise<void> {
  const files = readDemo(plan.files);
  const now = services.now();
  const organisations = organisationsOf(files);
  const members = membersOf(files, plan, organisations);
  const coordinator = must(members.find((member) => member.role === 'coordinator'));
  for (const member of members) await create(services.aggregates, 'member', member.id, 'system', addMember(member));
  const contributed = contributions === 'with' && plan.contributions !== null ? readContributions(plan.contributions) : null;
  await seedResponse(services, plan, files, { coordinator, members, organisations, contributed, now });
  await create(services.aggregates, 'network', plan.network, 'system', networkOf(plan, files, organisations, members, now));
}

function organisationsOf({ network }: DemoFiles): readonly Organisation[] {
  const from = dayOf('2019-04-01');
  const join = (kind: Organisation['kind']) => (one: DemoFiles['network']['partners'][number]) => ({
    id: OrganisationId.parse(slug(one.name)),
    ...one,
    kind,
    from,
    until: null,
    successor: null,
  });
  return [...network.organisations.map(join('authority')), ...network.partners.map(join('partner'))];
}

function membersOf({ people }: DemoFiles, plan: Plan, organisations: readonly Organisation[]): readonly Member[] {
  const from = dayOf('2025-07-01');
  return people.people.map((person) => ({
    id: MemberId.parse(`${slug(person.name)}${plan.suffix}`),
    networkId: NetworkId.parse(plan.network),
    name: person.name,
    email: EmailAddress.parse(person.email),
    jobTitle: person.jobTitle,
    role: person.role,
    organisationId: organisations.find((one) => one.name === person.organisation)?.id ?? null,
    salt: randomBytes(32).toString('hex'),
    demo: true,
    from,
    until: null,
  }));
}

function networkOf(plan: Plan, files: DemoFiles, organisations: readonly Organisation[], members: readonly Member[], now: Instant) {
  const { name, overseenBy } = files.network;
  const { about, contact, appointments } = files.people;
  const id = NetworkId.parse(plan.network);
  const empty = createNetwork({ id, name, overseenBy, timeZone: zone, about, contact, offices: [...usualOffices], organisations: [] });
  const shift = Number(localParts(now, zone).year) - writtenIn;
  return fold(
    empty,
    ...organisations.map((organisation) => (network: typeof empty.state) => addOrganisation(network, organisation)),
    ...appointments.map((given, n) => (network: typeof empty.state) => {
      const member = must(members.find((one) => one.name === given.name));
      return appoint(network, appointmentOf(given, member, n, shift), member);
    }),
  );
}

/** An appointment moved by whole years, so that the office holders of the files are in office on the day of the seeding. */
function appointmentOf(given: PeopleFile['appointments'][number], member: Member, n: number, shift: number) {
  return {
    id: AppointmentId.parse(`${member.id}-${n + 1}`),
    memberId: member.id,
    office: must(usualOffices.find((office) => office.name === given.office)).id,
    from: dayOf(given.from, shift),
    until: given.until === null ? null : dayOf(given.until, shift),
    authority: given.authority.replace(/\b20\d\d\b/g, (year) => String(Number(year) + shift)),
  };
}

async function seedResponse(
  services: Services,
  plan: Plan,
  files: DemoFiles,
  who: {
    readonly coordinator: Member;
    readonly members: readonly Member[];
    readonly organisations: readonly Organisation[];
    readonly contributed: ContributionsFile | null;
    readonly now: Instant;
  },
): Promise<void> {
  const id = ConsultationId.parse(plan.consultation);
  const networkId = NetworkId.parse(plan.network);
  const consultation = consultationOf(files, { id, networkId }, plan.days, who.now);
  await create(services.aggregates, 'consultation', id, who.coordinator.id, consultation);
  const response = ResponseId.parse(plan.consultation);
  if ((await services.aggregates.get('response', response)) !== null) return;
  const epoch = newEpochId(services.newId());
  const { questions } = currentQuestions(consultation.state);
  const base = writtenDraft(files, questions, who.members);
  await services.drafts.begin({ draft: response, epoch }, base);
  const started = startResponse({ id: response, networkId, consultationId: id, epoch, at: who.now, marking: '' });
  if (who.contributed === null) {
    await create(services.aggregates, 'response', response, who.coordinator.id, started);
    return;
  }
  const { contributed, ...people } = who;
  const around = { ...people, files: contributed, consultation: consultation.state, present: base, zone };
  const ids = new Map(who.organisations.map((one) => [one.name, one.id]));
  const state = { ...started.state, ready: [...readyMarks(around)], reminded: remindersOf(around, ids) };
  const earlier = writtenDraft({ ...files, draft: draftBefore(files.draft, contributed.since) }, questions, who.members);
  await contribute(services, { ...around, response: state, earlier });
  await create(services.aggregates, 'response', response, who.coordinator.id, { ...started, state });
}

/** A draft some days ago: some of its sections lack their last part. */
function draftBefore({ chosen, sections }: DraftFile, since: readonly string[]): DraftFile {
  const was = Object.entries(sections).map(([name, parts]) => [name, since.includes(name) ? parts.slice(0, -1) : parts] as const);
  return { chosen, sections: Object.fromEntries(was) };
}

function consultationOf(files: DemoFiles, ids: { readonly id: ConsultationId; readonly networkId: NetworkId }, days: number, now: Instant) {
  const { title, department, url, questions } = files.consultation;
  const closes = parseLocal({ ...localParts(addWorkingDays(now, days, zone), zone), time: '11:45pm' }, zone);
  if (!closes.ok) throw new TypeError(closes.message);
  // Entered today, as the record says; the department opened it before.
  const registered = addConsultation(ids, { title, department, url, opensAt: daysBefore(now, 21), closesAt: closes.at }, now);
  const read = readQuestions(questions);
  if (!registered.ok || !read.ok) throw new TypeError('a consultation of the demonstration cannot be read');
  const asked = read.entries.map((entry) => must(entry.asked));
  return fold(registered, (consultation) =>
    importQuestions(consultation, { asked, decisions: noDecisions, over: null, ids: asked.map((one) => `q${slug(one.number)}`), at: now }),
  );
}

function daysBefore(at: Instant, days: number): Instant {
  return Instant.parse(new Date(Date.parse(at) - days * 86_400_000).toISOString());
}

function dayOf(date: string, shift = 0): Instant {
  const [year, month, day] = date.split('-');
  const parsed = parseLocalDay({ year: String(Number(year) + shift), month: month ?? '', day: day ?? '' }, zone);
  if (!parsed.ok) throw new TypeError(`${date}: ${parsed.message}`);
  return parsed.at;
}

/** `Brighton & Hove City Council` as `brighton-hove-city-council`. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
