import { inPost } from './appointment.ts';
import type { OfficeId } from '../ids.ts';
import { type Member, type Role, isCurrent } from './member.ts';
import type { Network } from './network.ts';
import { type Instant, type Refused, refused } from '../outcome.ts';

/**
 * A duty of an actor. A person has the duty of their role. The holder of any office is an approver. The first office of the
 * network's chain gives `chair`, the last one `sponsor`. Somebody at a decision desk has `desk`, the service itself `system`.
 */
export type Duty = Role | 'approver' | 'chair' | 'sponsor' | 'desk' | 'system';

/** The circumstances on which a right may hang, each with the sentence for a person who lacks it (AC3). */
export const circumstances = {
  uncoordinated: 'The coordinator locks the text. You can see the checks.',
  unapproved: 'Once a text is approved, only the chair or the sponsor can take it back.',
  unsigned: 'Once a text is approved or sent, only the chair or the sponsor can remove words from it for good.',
  own: 'This copy is somebody else’s. Take your own under Documents.',
  theirs: 'Only the organisation that offered this evidence, or the coordinator, can do that.',
  mine: 'Only the person themselves, or the coordinator, can say when they are away.',
  asked: 'Only the person who is asked can do that.',
  away: 'The coordinator can do that once in a round, by an absence that names a deputy and was recorded before the first lock or by the person.',
  self: 'This record is another member’s. You can read your own, and the record of the network.',
} as const;
export type Circumstance = keyof typeof circumstances;

/** The duties that give a right: always, or in a circumstance. */
interface Row {
  readonly always: readonly Duty[];
  readonly where?: Partial<Readonly<Record<Circumstance, readonly Duty[]>>>;
}

const everybody = ['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader', 'approver', 'chair', 'sponsor'] as const;
/** The members who may decide as the deputy of somebody in an office, besides the approvers (SO8). */
const outsiders = ['lead', 'deputy', 'member', 'partner', 'reader'] as const;
const writers = ['coordinator', 'lead', 'deputy', 'member', 'partner'] as const;
/** The duties that release the text: they take the final document and record the submission. */
const releasing = ['coordinator', 'chair', 'sponsor'] as const;

/** The duties that allow each act, as one table (AC1). The table judges the actor only; a command also judges the state. */
export const access = {
  'network.found': { always: ['system'] },
  'network.enter': { always: everybody },
  'network.view': { always: everybody },
  'network.manage': { always: ['coordinator'] },
  'absence.record': { always: ['coordinator'], where: { mine: everybody } },
  'consultation.view': { always: everybody },
  'consultation.add': { always: ['coordinator'] },
  'consultation.edit': { always: ['coordinator'] },
  'plan.view': { always: everybody },
  'plan.change': { always: ['coordinator'] },
  'response.start': { always: ['coordinator'] },
  'response.choose-kind': { always: ['coordinator'] },
  'response.tell': { always: ['coordinator'] },
  'response.read': { always: everybody },
  'response.write': { always: writers },
  'section.follow': { always: everybody },
  'section.mark-ready': { always: ['coordinator', 'lead', 'deputy'] },
  'position.read': { always: everybody },
  'position.give': { always: ['lead', 'deputy', 'partner'] },
  'position.record': { always: ['coordinator'] },
  'position.ask': { always: ['coordinator'] },
  'progress.view': { always: everybody },
  'progress.chase': { always: ['coordinator'] },
  'response.convert': { always: ['system'] },
  'version.keep': { always: writers },
  'version.keep-due': { always: ['system'] },
  'sign-off.view': { always: everybody },
  'sign-off.check': { always: ['coordinator', 'chair'] },
  'sign-off.open': { always: ['coordinator'], where: { uncoordinated: ['chair'] } },
  'sign-off.sit': { always: ['approver'], where: { asked: outsiders } },
  'sign-off.hand-over': { always: [], where: { asked: ['approver'], away: ['coordinator'] } },
  'sign-off.hand-back': { always: ['coordinator'], where: { asked: ['approver'] } },
  'sign-off.decide': { always: ['desk'] },
  'sign-off.recall': { always: ['chair', 'sponsor'], where: { unapproved: ['coordinator'] } },
  'sign-off.reopen': { always: ['sponsor'] },
  'sign-off.tend': { always: ['system'] },
  'words.remove': { always: ['chair', 'sponsor'], where: { unsigned: ['coordinator'] } },
  'words.clear': { always: ['system'] },
  'addition.take-out': { always: ['coordinator'] },
  'late.read': { always: ['coordinator', 'chair'] },
  'answer.bring': { always: ['coordinator'] },
  'late.bring': { always: ['coordinator'] },
  'export.draft': { always: everybody },
  'export.final': { always: releasing },
  'export.take-draft': { always: [], where: { own: everybody } },
  'export.take-final': { always: [], where: { own: releasing } },
  'export.make': { always: ['system'] },
  'submission.record': { always: releasing },
  'submission.send': { always: ['coordinator', 'approver'] },
  'evidence.view': { always: everybody },
  'evidence.offer': { always: writers },
  'evidence.relabel': { always: ['coordinator'], where: { theirs: ['lead', 'deputy', 'member', 'partner'] } },
  'evidence.withdraw': { always: ['coordinator'], where: { theirs: ['lead', 'deputy', 'member', 'partner'] } },
  'weekly.choose': { always: everybody },
  'weekly.choose-by-link': { always: ['system'] },
  'record.read': { always: everybody },
  'record.member': { always: ['coordinator'], where: { self: everybody } },
} as const satisfies Readonly<Record<string, Row>>;

/** An act of the table. Every command names one. */
export type Act = keyof typeof access;

type CircumstanceOf<A extends Act> = A extends Act
  ? (typeof access)[A] extends { readonly where: infer W }
    ? Extract<keyof W, Circumstance>
    : never
  : never;

/** An act whose right hangs on no circumstance. */
export type PlainAct = { [A in Act]: [CircumstanceOf<A>] extends [never] ? A : never }[Act];

/** For each circumstance of an act: true if the command or page found that it holds. */
export type Case<A extends Act> = Readonly<Record<CircumstanceOf<A>, boolean>>;

/** The arguments that tell the case of an act. Only a plain act can be judged without its case. */
export type Found<A extends Act> = [CircumstanceOf<A>] extends [never] ? [] : [found: Case<A>];

/**
 * The duties of a member at an instant; none where the membership is not in force or is of another network. A coordinator has
 * no other duty, not even with an office: the coordinator never decides for a stage.
 */
export function dutiesOf(member: Member, network: Network, at: Instant): ReadonlySet<Duty> {
  if (member.networkId !== network.id || !isCurrent(member, at)) return new Set();
  if (member.role === 'coordinator') return new Set<Duty>(['coordinator']);
  const duties = new Set<Duty>([member.role]);
  for (const office of officesOf(member, network, at)) {
    duties.add('approver');
    if (office === network.offices[0]?.id) duties.add('chair');
    if (office === network.offices.at(-1)?.id) duties.add('sponsor');
  }
  return duties;
}

/** The offices a member holds at an instant, in the order of the chain. */
export function officesOf(member: Member, network: Network, at: Instant): readonly OfficeId[] {
  const held = network.offices.filter((office) => inPost(network.appointments, office.id, at).some((one) => one.memberId === member.id));
  return held.map((office) => office.id);
}

/** True if these duties allow an act in its case. */
export function may<A extends Act>(act: A, duties: ReadonlySet<Duty>, ...found: Found<A>): boolean {
  return whyNotMay(act, duties, ...found) === null;
}

/**
 * Null where these duties allow an act in its case. An actor without duties in the network gets `not-found`. Other actors get
 * `not-allowed`; where only a circumstance is missing, the refusal has its sentence (AC2, AC3).
 */
export function whyNotMay<A extends Act>(act: A, duties: ReadonlySet<Duty>, ...[found]: Found<A>): Refused | null {
  const holds: Partial<Record<Circumstance, boolean>> = found ?? {};
  const row: Row = access[act];
  const isOne = (allowed: readonly Duty[] = []): boolean => allowed.some((duty) => duties.has(duty));
  if (duties.size === 0) return refused('not-found');
  if (isOne(row.always)) return null;
  const hanging = inOrder.filter((circumstance) => isOne(row.where?.[circumstance]));
  if (hanging.some((circumstance) => holds[circumstance] === true)) return null;
  const [kept] = hanging;
  return kept === undefined ? refused('not-allowed') : refused('not-allowed', circumstances[kept]);
}

const inOrder = [
  'uncoordinated',
  'unapproved',
  'unsigned',
  'own',
  'theirs',
  'mine',
  'asked',
  'away',
  'self',
] as const satisfies readonly Circumstance[];
