import { test } from 'tap';
import { AppointmentId, MemberId, OfficeId } from '../../../src/domain/ids.ts';
import { changeRole, endMembership, type Member, type MemberEvent, returnMember } from '../../../src/domain/network/member.ts';
import { appoint, endAppointment } from '../../../src/domain/network/network.ts';
import { type Outcome, refused } from '../../../src/domain/outcome.ts';
import { change } from '../../../src/store/change.ts';
import { type SignOffWorld, locks, openSignOffWorld, sitsDown, who } from '../../support/worlds/sign-off.ts';

// A member who coordinated when a round opened, or since, cannot decide in it (SO3).

type Act = (member: Member, others: readonly Member[], at: Member['from']) => Outcome<Member, MemberEvent>;

async function changes(world: SignOffWorld, id: string, act: Act): Promise<void> {
  const others = (await world.services.aggregates.find('member', { where: { networkId: 'south-east-kinship' } })).map((one) => one.state);
  const done = await change(world.services.aggregates, 'member', id, who.coordinator, (member) =>
    act(member, others, world.services.now()),
  );
  if (!done.ok) throw new Error(done.detail);
}

const by = MemberId.parse(who.coordinator);
const coordinates: Act = (member, others, at) => changeRole(member, 'coordinator', { at, by }, others);
const leads: Act = (member, others, at) => changeRole(member, 'lead', { at, by }, others);
const leaves: Act = (member, others, at) => endMembership(member, { at, by }, others);
const comesBack: Act = (member, _others, at) =>
  returnMember(member, { role: 'lead', organisationId: member.organisationId, from: at }, { by, at });

async function chairs(world: SignOffWorld, id: string): Promise<void> {
  const found = await world.services.aggregates.get('member', id);
  const at = world.services.now();
  const done = await change(world.services.aggregates, 'network', 'south-east-kinship', who.coordinator, (network) => {
    const before = network.appointments.find((one) => one.memberId === who.chair);
    const ended = before === undefined ? refused('not-found') : endAppointment(network, before.id, { by, at, authority: 'Minute 1' });
    if (!ended.ok || found === null) return ended;
    const post = { memberId: MemberId.parse(id), office: OfficeId.parse('chair'), from: at, until: null, authority: 'Minute 1' };
    return appoint(ended.state, { ...post, id: AppointmentId.parse('new-chair') }, found.state);
  });
  if (!done.ok) throw new Error(done.detail);
}

test('[SO3] the coordinator who locked the text is not asked as chair, whatever role and office they are given meanwhile', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await changes(world, 'joel-finch', coordinates);
  await changes(world, who.coordinator, leads);
  await chairs(world, who.coordinator);
  await world.settle();
  const [stage] = (await world.response()).state.rounds[0]?.stages ?? [];
  t.equal(stage?.status, 'blocked');
  t.equal(
    stage?.slots.some((slot) => slot.memberId === who.coordinator),
    false,
  );
});

test('[SO3] a coordinator who left and came back in another role is not asked either', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await changes(world, 'joel-finch', coordinates);
  await changes(world, who.coordinator, leaves);
  await changes(world, who.coordinator, comesBack);
  await chairs(world, who.coordinator);
  await world.settle();
  t.equal((await world.response()).state.rounds[0]?.stages[0]?.status, 'blocked');
});

test('[SO3] an approver who coordinated for a moment since the round opened cannot decide, before any reaction ran', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  await changes(world, who.chair, coordinates);
  await changes(world, who.chair, leads);
  const page = await joanna.get('/decision');
  t.equal(page.status, 409);
  t.match(page.body, /You have coordinated the network since this text was locked/);
});

test('[SO3] a member who ceased to coordinate before the round opened decides like anybody', async (t) => {
  const world = await openSignOffWorld(t);
  await changes(world, who.chair, coordinates);
  await changes(world, who.chair, leads);
  world.services.clock.forward(1000);
  await locks(world);
  t.equal((await (await sitsDown(world, who.chair)).get('/decision')).status, 200);
});
