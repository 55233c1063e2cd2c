import * as Y from 'yjs';
import { type ConsultationId, ResponseId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { newEpochId } from '../../domain/response/epoch.ts';
import { startResponse } from '../../domain/response/response.ts';
import { responseTo } from '../../reading/response.ts';
import { createAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import { DuplicateKey, type Stored } from '../../store/aggregates.ts';
import { blocksOfText, writeBlocks } from '../../text/write.ts';

/** The response as it is stored now. */
export interface Started {
  readonly ok: true;
  readonly response: Stored<'response'>;
}

/** Starts a response in its first epoch, with the network's own words about itself written in. A second call answers the first response. */
export async function start(services: Services, by: Person, consultationId: ConsultationId): Promise<Started | Refused> {
  const { networkId } = by;
  const consultation = await services.aggregates.get('consultation', consultationId);
  if (consultation?.state.networkId !== networkId) return refused('not-found');
  const id = ResponseId.parse(services.newId());
  try {
    const created = await createAs(services, by, { act: 'response.start', kind: 'response', id, networkId }, async () => {
      const epoch = newEpochId(services.newId());
      const about = (await services.aggregates.get('network', networkId))?.state.about ?? '';
      // The draft comes before the commit that names it. A draft without a response is harmless; a response without its draft is not.
      await services.drafts.begin({ draft: id, epoch }, { update: firstText(about), covers: {}, authors: {} });
      return startResponse({ id, epoch, networkId, consultationId: consultation.state.id, at: services.now(), marking: '' });
    });
    if (created === null) return refused('already-exists');
    return 'ok' in created ? created : { ok: true, response: created };
  } catch (error) {
    if (!(error instanceof DuplicateKey)) throw error;
    const response = await responseTo(services, consultation.state);
    return response === null ? refused('already-exists') : { ok: true, response };
  }
}

function firstText(about: string): Uint8Array {
  const document = new Y.Doc();
  writeBlocks(document, 'about-the-network', blocksOfText(about));
  return Y.encodeStateAsUpdate(document);
}
