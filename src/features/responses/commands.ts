import * as Y from 'yjs';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type ConsultationId, ResponseId, type SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { Digest, type Refused, refused } from '../../domain/outcome.ts';
import { newEpochId } from '../../domain/response/epoch.ts';
import { markReady, takeReadyBack } from '../../domain/response/marking-ready.ts';
import { type Response, startResponse } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { speakersAmong, tellPeople, whyNotTell } from '../../domain/response/telling.ts';
import { everybodyIn } from '../../reading/people.ts';
import { consultationOf, responseTo } from '../../reading/response.ts';
import { changeAs, createAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import { DuplicateKey, type Stored } from '../../store/aggregates.ts';
import type { Changed } from '../../store/change.ts';
import { isEmptySection, sectionDigest } from '../../text/read.ts';
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

/**
 * Tells every lead, deputy and partner who was not told yet that a response is being written (MA1). Pressed again, it tells the
 * people who joined since; where there are none, it changes nothing.
 */
export async function tell(services: Services, by: Person, { id }: Pick<Response, 'id'>): Promise<{ readonly ok: true } | Refused> {
  const done = await changeAs(services, by, { act: 'response.tell', kind: 'response', id }, async (response, duties) => {
    const at = services.now();
    const consultation = await consultationOf(services, response);
    const refusal = whyNotTell(response, consultation, duties, at);
    if (refusal !== null) return refusal;
    const { members } = await everybodyIn(services, response.networkId);
    return tellPeople(response, { people: speakersAmong(members, at).map((member) => member.id), at, by: by.memberId });
  });
  return done.ok || done.code === 'already-exists' ? { ok: true } : done;
}

/** A section of a response. */
export interface InResponse {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly section: SectionId;
}

/** Marks a section ready to read, with the words that the server has of it now (WO10). */
export async function markSectionReady(services: Services, by: Person, it: InResponse): Promise<Changed<'response'> | Refused> {
  const { consultation, section } = it;
  return changeAs(services, by, { act: 'section.mark-ready', kind: 'response', id: it.response.id }, async (response, duties) => {
    if (!isAsked(consultation, section)) return refused('not-found');
    const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
    const content = text.content(sectionIds(consultation));
    const digest = Digest.parse(sectionDigest(content, section));
    const isEmpty = isEmptySection(content, section);
    return markReady(response, { section, digest, isEmpty, at: services.now(), by: by.memberId, duties });
  });
}

/** Takes the mark of a section back (WO10). */
export async function takeBackSectionReady(services: Services, by: Person, it: InResponse): Promise<Changed<'response'> | Refused> {
  const { consultation, section } = it;
  return changeAs(services, by, { act: 'section.mark-ready', kind: 'response', id: it.response.id }, (response, duties) =>
    isAsked(consultation, section) ? takeReadyBack(response, { section, duties }) : refused('not-found'),
  );
}

function isAsked(consultation: Consultation, section: SectionId): boolean {
  return sectionIds(consultation).includes(section);
}
