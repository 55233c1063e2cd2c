import type { MemberId, SlotId } from '../../domain/ids.ts';
import type { MailKind } from '../../domain/mail.ts';
import { may, dutiesOf } from '../../domain/network/access.ts';
import { System } from '../../domain/network/actor.ts';
import { inPost } from '../../domain/network/appointment.ts';
import { type Member, coordinatedSince, isCurrent } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { roundNumbered, type Response } from '../../domain/response/response.ts';
import type { OfficeChange } from '../../domain/round/office-change.ts';
import { holderOf } from '../../domain/round/deputy.ts';
import { type SignOffRound, activeStages, seatOf } from '../../domain/round/round.ts';
import { pendingSlots, type Slot } from '../../domain/round/stage.ts';
import { queueMail } from '../../outbox/queue.ts';
import { everybodyIn, membersOf, officeHolders } from '../../reading/people.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { Stored, StoredEvent } from '../../store/aggregates.ts';
import { all } from '../../store/every.ts';
import type { Reactions } from '../../store/reactions.ts';
import { applyClosingTime, replaceLeavers } from './commands.ts';

/** An event of a round, as reactions get it. */
interface InRound {
  readonly stored: Stored<'response'>;
  readonly event: Pick<StoredEvent, 'chain' | 'seq' | 'actor'> & { readonly data: { readonly round: number } };
}

/** An event of one slot of a round. */
interface InSlot extends InRound {
  readonly event: InRound['event'] & { readonly data: { readonly slot: SlotId } };
}

/** The consequences of sign-off's events: mails, successors, the closing time. Safe to run twice. */
export function reactions(services: Services): Reactions {
  const tell =
    (kind: MailKind, audience: Audience) =>
    (happened: InRound): Promise<void> =>
      tellAudience(services, kind, happened, audience);
  const tellHolder =
    (kind: MailKind) =>
    (happened: InSlot): Promise<void> =>
      tellSlotHolder(services, kind, happened);
  return {
    response: {
      RoundOpened: tell('text-locked', writersNotAsked),
      StageActivated: (happened) => askSlots(services, happened, happened.event.data.slots),
      SlotAdded: (happened) => askSlots(services, happened, [happened.event.data.slot]),
      RoundResumed: (happened) => askAgain(services, happened),
      SlotDeputised: (happened) => tellOfDeputy(services, happened),
      SlotHandedBack: (happened) => tellOfReturn(services, happened),
      SlotStoodDown: tellHolder('stood-down'),
      OfficeChanged: (happened) => tellOfChange(services, happened),
      RoleChanged: (happened) => tellOfChange(services, happened),
      Approved: tellHolder('decision-receipt'),
      ChangesRequested: inOrder(tellHolder('decision-receipt'), tell('changes-requested', writersAndAsked)),
      Declined: inOrder(tellHolder('decision-receipt'), tell('response-declined', writersAndAsked)),
      RoundApproved: tell('round-approved', everyone),
      RoundRecalled: tell('round-recalled', writersAndAsked),
      RoundLapsed: tell('round-lapsed', writersAndAsked),
    },
    network: {
      AppointmentMade: ({ stored }) => replaceIn(services, stored.id),
      AppointmentEnded: ({ stored }) => replaceIn(services, stored.id),
    },
    member: {
      MembershipEnded: ({ stored }) => replaceIn(services, stored.state.networkId),
      MemberRoleChanged: ({ stored }) => replaceIn(services, stored.state.networkId),
      AbsenceRecorded: ({ stored }) => replaceIn(services, stored.state.networkId),
      AbsenceEnded: ({ stored }) => replaceIn(services, stored.state.networkId),
    },
    consultation: {
      ClosingMoved: async ({ stored }) => {
        const response = await responseTo(services, stored.state);
        if (response !== null) await applyClosingTime(services, System.itself(), response.state.id);
      },
    },
  };
}

function inOrder(...acts: readonly ((happened: InSlot) => Promise<void>)[]) {
  return async (happened: InSlot): Promise<void> => {
    for (const act of acts) await act(happened);
  };
}

async function replaceIn(services: Services, networkId: string): Promise<void> {
  const open = await all(services.aggregates, 'response', { where: { networkId, status: 'in-sign-off' } });
  for (const response of open) await replaceLeavers(services, System.itself(), response.state.id);
}

/** Decides whether one member is told of an event; `writes` is true for a member who may write in the draft. */
type Audience = (about: {
  readonly round: SignOffRound;
  readonly actor: string;
  readonly member: Member;
  readonly writes: boolean;
}) => boolean;

const everyone: Audience = () => true;
// The people who are asked first get a request, which says as much.
const writersNotAsked: Audience = ({ round, member, writes }) =>
  writes && !activeStages(round).some((stage) => pendingSlots(stage).some((slot) => slot.memberId === member.id));
/** Writers, and people who were asked or have approved; not the person who did it. */
const writersAndAsked: Audience = ({ round, actor, member, writes }) =>
  member.id !== actor &&
  (writes || round.stages.some((stage) => stage.status !== 'waiting' && stage.slots.some((slot) => slot.memberId === member.id)));

async function tellAudience(services: Services, kind: MailKind, happened: InRound, audience: Audience): Promise<void> {
  const { event } = happened;
  const state = await present(services, happened);
  const round = roundNumbered(state, event.data.round);
  if (round === null) return;
  const { network } = await officeHolders(services, state.networkId);
  const now = services.now();
  for (const member of (await membersOf(services, state.networkId)).values()) {
    const writes = may('response.write', dutiesOf(member, network, now));
    if (!isCurrent(member, now) || !audience({ round, actor: event.actor, member, writes })) continue;
    await queueMail(services, { event, kind, ...addressed(state, round, member.id), slot: null });
  }
}

async function tellSlotHolder(services: Services, kind: MailKind, happened: InSlot): Promise<void> {
  const { event } = happened;
  const state = await present(services, happened);
  const round = roundNumbered(state, event.data.round);
  const seat = round === null ? null : seatOf(round, event.data.slot);
  if (round === null || seat === null) return;
  // The person for whom a deputy acts hears of it as the deputy does (SO8).
  for (const id of new Set([seat.slot.memberId, holderOf(seat.slot)])) {
    const member = await services.aggregates.get('member', id);
    if (member === null || !isCurrent(member.state, services.now())) continue;
    await queueMail(services, { event, kind, ...addressed(state, round, id), slot: event.data.slot });
  }
}

/** An event of a decision that goes to a deputy, or back. */
interface WithDeputy extends InSlot {
  readonly event: InSlot['event'] & { readonly data: { readonly deputy: SlotId } };
}

/** Tells the holder of the office, the sponsor and the coordinators that a deputy decides, but not the person who arranged it (SO8). */
async function tellOfDeputy(services: Services, happened: WithDeputy): Promise<void> {
  const { event } = happened;
  const state = await present(services, happened);
  const round = roundNumbered(state, event.data.round);
  const slot = round === null ? undefined : seatOf(round, event.data.deputy)?.slot;
  if (round === null || slot === undefined) return;
  const { network, members } = await everybodyIn(services, state.networkId);
  const now = services.now();
  const concerned = new Set([holderOf(slot), ...sponsorsOf(round, network, now)]);
  for (const member of members) {
    const isTold = concerned.has(member.id) || coordinatedSince(member, round.lockedAt);
    if (member.id === event.actor || member.id === slot.memberId || !isTold || !isCurrent(member, now)) continue;
    await queueMail(services, { event, kind: 'decision-handed-over', ...addressed(state, round, member.id), slot: slot.id });
  }
}

/** Asks the holder of the office again, and tells the deputy that they need not decide (SO8). */
async function tellOfReturn(services: Services, happened: WithDeputy): Promise<void> {
  const { event } = happened;
  const state = await present(services, happened);
  const round = roundNumbered(state, event.data.round);
  if (round === null) return;
  const holder = seatOf(round, event.data.slot);
  if (holder?.slot.status === 'pending' && holder.stage.status === 'active') await ask(services, state, round, holder.slot, event);
  const deputy = seatOf(round, event.data.deputy)?.slot;
  const member = deputy === undefined ? null : await services.aggregates.get('member', deputy.memberId);
  if (deputy === undefined || member === null || !isCurrent(member.state, services.now())) return;
  await queueMail(services, { event, kind: 'decision-handed-back', ...addressed(state, round, deputy.memberId), slot: deputy.id });
}

/** An event of a change of office. */
interface InChange extends InRound {
  readonly event: InRound['event'] & { readonly data: { readonly change: number } };
}

/** Mails a change of office to the people it concerns, the sponsor and the coordinators, but not to its only maker (SO56). */
async function tellOfChange(services: Services, happened: InChange): Promise<void> {
  const { event } = happened;
  const state = await present(services, happened);
  const round = roundNumbered(state, event.data.round);
  const change = round?.officeChanges[event.data.change - 1];
  if (round === null || change === undefined) return;
  const { network, members } = await everybodyIn(services, state.networkId);
  const now = services.now();
  const makers = new Set(change.type === 'role' ? [change.by] : change.acts.map(({ by }) => by));
  const concerned = concernedBy(change, round, network, now);
  for (const member of members) {
    const made = makers.size === 1 && makers.has(member.id);
    if (made || !isCurrent(member, now) || !(concerned.has(member.id) || coordinatedSince(member, round.lockedAt))) continue;
    await queueMail(services, {
      event,
      kind: 'office-changed',
      ...addressed(state, round, member.id),
      slot: null,
      change: event.data.change,
    });
  }
}

/** The members whom a change concerns, and the members who sponsor now or are asked to sponsor in this round. */
function concernedBy(change: OfficeChange, round: SignOffRound, network: Network, at: Instant): ReadonlySet<MemberId> {
  const outgoing = change.type === 'role' ? [change.memberId] : change.before.filter((id) => !change.after.includes(id));
  return new Set([...outgoing, ...sponsorsOf(round, network, at)]);
}

/** The members who sponsor now, or are asked to sponsor in this round. */
function sponsorsOf(round: SignOffRound, network: Network, at: Instant): readonly MemberId[] {
  const last = network.offices.at(-1);
  const sponsors = last === undefined ? [] : inPost(network.appointments, last.id, at).map(({ memberId }) => memberId);
  const asked = round.stages.at(-1)?.slots.filter(({ status }) => status === 'pending' || status === 'approved') ?? [];
  return [...sponsors, ...asked.map(({ memberId }) => memberId)];
}

function addressed({ networkId, id: responseId }: Response, { n: round }: SignOffRound, memberId: MemberId) {
  return { networkId, responseId, round, memberId };
}

/**
 * Asks the people of these slots, each once however many events name them. A slot whose stage is not active yet is asked
 * when its turn comes.
 */
async function askSlots(services: Services, happened: InRound, slots: readonly SlotId[]): Promise<void> {
  const { event } = happened;
  const state = await present(services, happened);
  const round = roundNumbered(state, event.data.round);
  if (round === null) return;
  for (const id of slots) {
    const seat = seatOf(round, id);
    if (seat?.slot.status !== 'pending' || seat.stage.status !== 'active') continue;
    // Named by the slot and not by the event: a successor is both added and activated.
    await ask(services, state, round, seat.slot, { chain: `${event.chain}/${id}`, seq: 0 });
  }
}

async function askAgain(services: Services, happened: InRound): Promise<void> {
  const state = await present(services, happened);
  const round = roundNumbered(state, happened.event.data.round);
  if (round === null) return;
  for (const slot of activeStages(round).flatMap(pendingSlots)) await ask(services, state, round, slot, happened.event);
}

async function ask(
  services: Services,
  response: Response,
  round: SignOffRound,
  slot: Slot,
  event: Pick<StoredEvent, 'chain' | 'seq'>,
): Promise<void> {
  await queueMail(services, { event, kind: 'sign-off-request', ...addressed(response, round, slot.memberId), slot: slot.id });
}

/** The response as it stands now: a reaction may run long after its event. */
async function present(services: Services, { stored }: InRound): Promise<Response> {
  return (await services.aggregates.get('response', stored.id))?.state ?? stored.state;
}
