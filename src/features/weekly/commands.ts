import type { MemberId } from '../../domain/ids.ts';
import type { Person, System } from '../../domain/network/actor.ts';
import type { WeeklyChoice } from '../../domain/network/follow.ts';
import { chooseWeekly } from '../../domain/network/following.ts';
import type { Refused } from '../../domain/outcome.ts';
import { changeAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';

type Done = { readonly ok: true } | Refused;

/** Chooses for the person who is signed in whether they get the weekly email (MA10). */
export async function choose(services: Services, by: Person, choice: WeeklyChoice['choice']): Promise<Done> {
  const judged = await judge(services, by, { act: 'weekly.choose', networkId: by.networkId });
  if (!judged.ok) return judged;
  return once(
    await changeAs(services, by, { act: 'weekly.choose', kind: 'member', id: by.memberId }, (member) =>
      chooseWeekly(member, { choice, by: 'person', at: services.now() }),
    ),
  );
}

/** Chooses for the member to whom the link in a weekly email was sent (MA10). */
export async function chooseByLink(services: Services, by: System, id: MemberId, choice: WeeklyChoice['choice']): Promise<Done> {
  return once(
    await changeAs(services, by, { act: 'weekly.choose-by-link', kind: 'member', id }, (member) =>
      chooseWeekly(member, { choice, by: 'link', at: services.now() }),
    ),
  );
}

/** A choice that was made before is made. */
function once(done: Done): Done {
  return !done.ok && done.code === 'already-exists' ? { ok: true } : done;
}
