import { inPost } from './appointment.ts';
import type { OfficeId } from '../ids.ts';
import { type Member, type Role, isCurrent } from './member.ts';
import type { Network } from './network.ts';
import { type Instant, type Refused, refused } from '../outcome.ts';

/**
 * A duty of a person in a network: their role, or one that an office gives. Each network names its own offices. The first of
 * its chain chairs, the last one sponsors, and each makes its holder an approver.
 */
export type Duty = Role | 'approver' | 'chair' | 'sponsor';

const everybody = ['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader', 'approver', 'chair', 'sponsor'] as const;
const writers = ['coordinator', 'lead', 'deputy', 'member', 'partner'] as const;
/** Those who release the text: take it back, take the final document, record the submission. */
const steering = ['coordinator', 'chair', 'sponsor'] as const;

/** Who may do what, as one table. A command's own state decides the rest: this judges the person only. */
export const access = {
  'network.view': everybody,
  'network.manage': ['coordinator'],
  'consultation.view': everybody,
  'consultation.add': ['coordinator'],
  'consultation.edit': ['coordinator'],
  'response.read': everybody,
  'response.write': writers,
  'sign-off.view': everybody,
  'sign-off.check': ['coordinator', 'chair'],
  'sign-off.open': ['coordinator', 'chair'],
  'sign-off.decide': ['approver'],
  'sign-off.recall': steering,
  'sign-off.reopen': ['sponsor'],
  'export.draft': everybody,
  'export.final': steering,
  'submission.record': steering,
  'record.read': everybody,
  /** The record of another member; everybody reads their own. */
  'record.member': ['coordinator'],
  'late.read': ['coordinator', 'chair'],
  'late.bring': ['coordinator'],
  'version.keep': writers,
} as const satisfies Readonly<Record<string, readonly Duty[]>>;

/** A command that the table knows. */
export type Command = keyof typeof access;

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

/** Whether one of these duties allows a command. */
export function may(command: Command, duties: ReadonlySet<Duty>): boolean {
  const allowed: readonly Duty[] = access[command];
  return allowed.some((duty) => duties.has(duty));
}

/** Null where a command is allowed; else `not-found` for somebody without any duty in the network, `not-allowed` for the others. */
export function whyNotMay(command: Command, duties: ReadonlySet<Duty>): Refused | null {
  if (duties.size === 0) return refused('not-found');
  return may(command, duties) ? null : refused('not-allowed');
}
