import { isCurrent, isUntold, type Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import { getsWeekly } from '../../domain/network/following.ts';
import type { Instant } from '../../domain/outcome.ts';
import { isGoing } from '../../domain/response/going.ts';
import { type Monday, mondayAt } from '../../domain/time/week.ts';
import { queueMail } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import { consultationsOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { every } from '../../store/every.ts';

/** How often to look for a Monday, in milliseconds. */
const lookEvery = 60_000;
const space = 'weekly';
const keptFor = 8 * 24 * 3_600_000;

/**
 * Queues the weekly emails of each network as its Monday begins; they go at eight (MA8). Mails of that day which can wait go with
 * them (MA6). Safe on many nodes and after a crash: the id of each mail follows from its week and its reader.
 */
export function weeklySweep(services: Services): { readonly name: string; run(): Promise<void> } {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'weekly',
    async run() {
      const now = services.now();
      if (Math.abs(Date.parse(now) - lookedAt) < lookEvery) return;
      lookedAt = Date.parse(now);
      for await (const { state: network } of every(services.aggregates, 'network', { where: {} })) {
        const monday = mondayAt(now, network.timeZone);
        if (monday === null) continue;
        try {
          await queueWeek(services, network, monday, now);
        } catch (error) {
          services.log.error({ err: error, network: network.id }, 'weekly emails could not be queued, will be tried again');
        }
      }
    },
  };
}

async function queueWeek(services: Services, network: Network, { date, morning }: Monday, now: Instant): Promise<void> {
  const key = `${network.id}/${date}`;
  if ((await services.ephemeral.get(space, key)) !== null) return;
  const isOpen = (await consultationsOf(services, network.id)).some(({ response }) => response !== null && isGoing(response));
  const members = isOpen ? [...(await membersOf(services, network.id)).values()] : [];
  for (const member of members.filter((one) => isReader(one, now))) {
    await queueMail(services, {
      event: { chain: `weekly/${network.id}`, seq: date },
      kind: 'weekly-digest',
      networkId: network.id,
      memberId: member.id,
      responseId: null,
      round: null,
      slot: null,
      notBefore: morning > now ? morning : now,
    });
  }
  await services.ephemeral.put(space, key, true, new Date(Date.parse(now) + keptFor).toISOString());
}

/** True for a member who may get a weekly email: in the network, invited, and not without it by choice (MA8, MA10). */
function isReader(member: Member, now: Instant): boolean {
  return isCurrent(member, now) && !isUntold(member, now) && getsWeekly(member);
}
