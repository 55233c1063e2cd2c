import { MemberId, SlotId } from '../../src/domain/ids.ts';
import type { Person } from '../../src/domain/network/actor.ts';
import { Instant, accepted } from '../../src/domain/outcome.ts';
import { latestRound, withRound } from '../../src/domain/response/response.ts';
import { handDecisionBack, handDecisionOver } from '../../src/features/sign-off/deputies.ts';
import { change } from '../../src/store/change.ts';
import { type RightsWorld, responseId } from '../support/worlds/rights.ts';
import type { Row } from './rows.ts';

// Tries of handing a decision over and back (SO8). Every office is asked at once, so that each approver has a request.

const samuel = 'samuel-okafor';
const deputies: Readonly<Record<string, string>> = {
  'joanna-prideaux': 'r-lead',
  'meera-vasani': 'r-deputy',
  'alison-thackeray': 'r-member',
  [samuel]: 'r-partner',
};

/** Asks every office, and records that these approvers are away, by themselves and before the lock. */
async function away({ services }: RightsWorld, people: readonly string[]): Promise<void> {
  await change(services.aggregates, 'response', responseId, 'system', (response) => {
    const round = latestRound(response);
    if (round === null) throw new Error('there is no round');
    const stages = round.stages.map((stage) => ({ ...stage, status: 'active' as const }));
    return accepted(withRound(response, { ...round, stages }), { type: 'RoundResumed', data: { round: round.n, because: 'a test' } });
  });
  const [from, until] = [Instant.parse('2026-01-01T00:00:00.000Z'), Instant.parse('2028-01-01T00:00:00.000Z')];
  for (const id of people) {
    const by = MemberId.parse(id);
    const deputyId = MemberId.parse(deputies[id]);
    await change(services.aggregates, 'member', id, 'system', (member) =>
      accepted(
        { ...member, absences: [{ from, until, deputyId, at: from, by }] },
        { type: 'AbsenceRecorded', data: { from, until, deputyId } },
      ),
    );
  }
}

async function slotOf({ response }: RightsWorld, id: string): Promise<SlotId> {
  const slots = latestRound(await response())?.stages.flatMap((stage) => stage.slots) ?? [];
  return (slots.find(({ memberId }) => memberId === id) ?? slots.find(({ memberId }) => memberId === samuel))?.id ?? SlotId.parse('none');
}

/** All approvers are away, and each has handed their decision over. */
async function handedOver(world: RightsWorld): Promise<void> {
  await away(world, Object.keys(deputies));
  for (const who of ['vice chair', 'chair', 'sponsor'] as const) {
    const by = world.actor(who) as Person;
    await handDecisionOver(world.services, by, responseId, await slotOf(world, by.memberId));
  }
  await handDecisionOver(world.services, world.actor('coordinator') as Person, responseId, await slotOf(world, samuel));
}

export const deputyRows: Readonly<Record<string, Row>> = {
  'sign-off/deputies.ts handDecisionOver: one’s own': {
    act: 'sign-off.hand-over',
    at: 'in sign-off',
    found: { asked: true, away: false },
    before: (world) =>
      away(
        world,
        Object.keys(deputies).filter((id) => id !== samuel),
      ),
    run: async (world, by: Person) => handDecisionOver(world.services, by, responseId, await slotOf(world, by.memberId)),
  },
  'sign-off/deputies.ts handDecisionOver: of a person who is away': {
    act: 'sign-off.hand-over',
    at: 'in sign-off',
    found: { asked: false, away: true },
    before: (world) => away(world, [samuel]),
    run: async (world, by: Person) => handDecisionOver(world.services, by, responseId, await slotOf(world, samuel)),
  },
  'sign-off/deputies.ts handDecisionBack: one’s own': {
    act: 'sign-off.hand-back',
    at: 'in sign-off',
    found: { asked: true },
    before: handedOver,
    run: async (world, by: Person) => handDecisionBack(world.services, by, responseId, await slotOf(world, by.memberId)),
  },
  'sign-off/deputies.ts handDecisionBack: another person’s': {
    act: 'sign-off.hand-back',
    at: 'in sign-off',
    found: { asked: false },
    before: handedOver,
    run: async (world, by: Person) => handDecisionBack(world.services, by, responseId, await slotOf(world, samuel)),
  },
};
