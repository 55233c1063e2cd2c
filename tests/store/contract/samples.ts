import { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { Mail } from '../../../src/domain/mail.ts';
import { Member } from '../../../src/domain/network/member.ts';
import type { Commit } from '../../../src/store/aggregates.ts';
import type { Base, Entry, Vector } from '../../../src/store/drafts.ts';

const at = '2026-06-04T22:45:00.000Z';

/** A member of network `n1`, created. */
export function aMember(id: string, changes: Partial<Record<keyof Member, unknown>> = {}): Commit<'member'> {
  const state = Member.parse({
    id,
    networkId: 'n1',
    name: 'Priya Nair',
    email: `${id.toLowerCase()}@example.org`,
    jobTitle: 'Head of SEND',
    role: 'member',
    organisationId: null,
    salt: 'ab'.repeat(32),
    demo: false,
    from: at,
    until: null,
    ...changes,
  });
  return {
    kind: 'member',
    id,
    revision: 0,
    state,
    events: [{ type: 'MemberAdded', data: { role: state.role, organisationId: state.organisationId } }],
    actor: 'system',
  };
}

/** A change of the member's role, decided on a revision. */
export function newRole(created: Commit<'member'>, revision: number, role: Member['role'], actor = 'system'): Commit<'member'> {
  return { ...created, revision, state: { ...created.state, role }, events: [{ type: 'MemberRoleChanged', data: { role } }], actor };
}

/** A mail, created. */
export function aMail(id: string, changes: Partial<Record<keyof Mail, unknown>> = {}): Commit<'mail'> {
  const state = Mail.parse({
    id,
    networkId: 'n1',
    memberId: 'm1',
    kind: 'invitation',
    responseId: null,
    round: null,
    slot: null,
    status: 'queued',
    attempts: 0,
    notBefore: at,
    createdAt: at,
    ...changes,
  });
  return { kind: 'mail', id, revision: 0, state, events: [{ type: 'MailQueued', data: { kind: state.kind } }], actor: 'system' };
}

/** A consultation whose state is about so many megabytes of JSON, at most four. */
export function aConsultation(id: string, megabytes: number): Commit<'consultation'> {
  const questions = Array.from({ length: megabytes * 100 }, (_, index) => ({
    id: `q${index}`,
    number: String(index + 1),
    text: 't'.repeat(5000),
    kind: 'open',
    options: [],
    part: '',
    guidance: 'g'.repeat(5000),
    followUp: '',
    freeText: true,
    wordLimit: null,
    characterLimit: null,
  }));
  const state = Consultation.parse({
    id,
    networkId: 'n1',
    title: 'SEND Review',
    department: 'Department for Education',
    url: '',
    opensAt: null,
    closesAt: at,
    closingMoves: [],
    questionSets: [{ version: 1, at, questions }],
  });
  return {
    kind: 'consultation',
    id,
    revision: 0,
    state,
    events: [{ type: 'ConsultationAdded', data: { title: state.title, closesAt: state.closesAt } }],
    actor: 'system',
  };
}

/** A base that covers a vector. */
export function aBase(covers: Vector = {}, text = 'base'): Base {
  return { update: Buffer.from(text), covers, authors: { '7': { member: 'm1', how: 'declared' } } };
}

/** The entry of a node at a number; its bytes name both. */
export function anEntry(node: string, seq: number): Entry {
  return { node, seq, update: Buffer.from(`${node}:${seq}`), authors: seq === 1 ? { [node]: { member: 'm1', how: 'brought' } } : {} };
}
