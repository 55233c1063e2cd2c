import * as Y from 'yjs';
import type { Block } from '../../../src/domain/consultation/section.ts';
import { type Offer, offerEvidence } from '../../../src/domain/evidence/evidence.ts';
import { EvidenceId, MemberId, OrganisationId } from '../../../src/domain/ids.ts';
import { draftInHand } from '../../../src/drafts/editing.ts';
import type { Services } from '../../../src/services.ts';
import { create } from '../../../src/store/change.ts';
import { readSection } from '../../../src/text/read.ts';
import { blocksOfText, writeBlocks } from '../../../src/text/write.ts';

/** Puts the mark of evidence on words at the end of a section, as a page with a changed script would over its live socket. */
export async function putsMark(services: Services, consultation: string, section: string, evidence: string, words: string): Promise<void> {
  const response = await responseTo(services, consultation);
  const { log, document } = await draftInHand(services, response);
  if (log.cut !== null) throw new Error('the text is locked');
  const before = Y.encodeStateVector(document);
  const boxed = blocksOfText(words).map((block) => ({ ...block, evidence }) as Block);
  writeBlocks(document, section, [...readSection(document, section), ...boxed]);
  const update = Y.encodeStateAsUpdate(document, before);
  const key = { draft: response.id, epoch: response.epoch };
  await services.drafts.append(key, { node: services.newId(), seq: 1, update, authors: {} });
}

/** Kent’s evidence with a label, laid down without a judge. */
export async function kentOffers(services: Services, consultation: string, given: Pick<Offer, 'text' | 'label'>): Promise<EvidenceId> {
  const { networkId, id: responseId } = await responseTo(services, consultation);
  const id = EvidenceId.parse(services.newId());
  const offeredBy = MemberId.parse('daniel-rowntree');
  const whose = { id, networkId, responseId, organisationId: OrganisationId.parse('kent-county-council'), offeredBy, at: services.now() };
  const rest = { kind: 'case-study', source: '', date: '', area: '', permission: '', section: null, file: null } as const;
  await create(services.aggregates, 'evidence', id, offeredBy, offerEvidence({ ...whose, ...rest, ...given }));
  return id;
}

/** The response to a consultation of the demonstration. */
export async function responseTo({ aggregates }: Services, consultation: string) {
  const all = await aggregates.find('response', { where: {} });
  const stored = all.find(({ state }) => consultation.endsWith(state.consultationId));
  if (stored === undefined) throw new Error(`there is no response to ${consultation}`);
  return stored.state;
}
