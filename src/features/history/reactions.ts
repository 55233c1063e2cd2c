import { MemberId, VersionId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import type { Response } from '../../domain/response/response.ts';
import { queueMails } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Happened, Reactions } from '../../store/reactions.ts';
import { digestOf } from '../../text/canonical.ts';
import { type Moment, keepDue } from '../../drafts/keeping.ts';

/**
 * Keeps a version at every lock that led to a round, and at every reopening that brought other words (CO13). Tells members whose
 * words were taken out (CO17).
 */
export function reactions(services: Services): Reactions {
  return {
    response: {
      RoundOpened: ({ stored, event }) =>
        keepAt(services, stored.state, event, { because: 'locked', round: event.data.round, evenIfSame: 'keep' }),
      AdditionTakenOut: async ({ stored, event }) => {
        const { networkId, id: responseId } = stored.state;
        const members = await membersOf(services, networkId);
        const owed = { event, kind: 'addition-taken-out', networkId, responseId, round: null, slot: null } as const;
        await queueMails(services, members, event.data.members, owed);
      },
      DraftReopened: ({ stored, event }) => keepAt(services, stored.state, event, { because: 'reopened', round: 0, evenIfSame: 'skip' }),
    },
  };
}

async function keepAt(
  services: Services,
  response: Response,
  { chain, seq, actor, data: { epoch } }: Happened<'response', 'RoundOpened' | 'DraftReopened'>['event'],
  moment: Pick<Moment, 'because' | 'round' | 'evenIfSame'>,
): Promise<void> {
  const consultation = await services.aggregates.get('consultation', response.consultationId);
  if (consultation === null) return;
  // Named by the event, so that a reaction that runs twice keeps one version.
  const id = VersionId.parse(digestOf(new TextEncoder().encode(`${chain}/${seq}`)).slice(0, 26));
  const by = actor === 'system' ? System.itself() : System.onBehalfOf(MemberId.parse(actor));
  await keepDue(services, by, {
    id,
    response,
    consultation: consultation.state,
    epoch,
    at: services.now(),
    name: '',
    lost: null,
    ...moment,
  });
}
