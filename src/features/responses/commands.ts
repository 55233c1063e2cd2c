import * as Y from 'yjs';
import { type ConsultationId, ResponseId } from '../../domain/ids.ts';
import { whyNotMay } from '../../domain/network/access.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { newEpochId } from '../../domain/response/epoch.ts';
import { startResponse } from '../../domain/response/response.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { DuplicateKey, type Stored } from '../../store/aggregates.ts';
import { create } from '../../store/change.ts';
import { blocksOfText, writeBlocks } from '../../text/write.ts';
import type { Viewer } from '../../web/viewer.ts';

/** The response as it is stored now. */
export interface Started {
  readonly ok: true;
  readonly response: Stored<'response'>;
}

/** Starts a response in its first epoch, with the network's own words about itself written in. A second call answers the first response. */
export async function start(services: Services, viewer: Viewer, consultationId: ConsultationId): Promise<Started | Refused> {
  const refusal = whyNotMay('consultation.edit', viewer.duties);
  if (refusal !== null) return refusal;
  const consultation = await services.aggregates.get('consultation', consultationId);
  if (consultation?.state.networkId !== viewer.network.id) return refused('not-found');
  const id = ResponseId.parse(services.newId());
  const epoch = newEpochId(services.newId());
  // Before the commit that names it: a draft nobody names is harmless, a response without its draft is not.
  await services.drafts.begin({ draft: id, epoch }, { update: firstText(viewer.network.about), covers: {}, authors: {} });
  const outcome = startResponse({
    id,
    epoch,
    networkId: viewer.network.id,
    consultationId: consultation.state.id,
    at: services.now(),
    marking: '',
  });
  try {
    const response = await create(services.aggregates, 'response', id, viewer.member.id, outcome);
    return response === null ? refused('already-exists') : { ok: true, response };
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
