import { type Consultation, currentQuestions } from '../../domain/consultation/consultation.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import type { SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { Digest, type Refused, refused } from '../../domain/outcome.ts';
import { markReady, takeReadyBack } from '../../domain/response/ready.ts';
import type { Response } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import type { Changed } from '../../store/change.ts';
import { isEmptySection, sectionDigest } from '../../text/read.ts';

/** A section of a response. */
export interface InResponse {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly section: SectionId;
}

/** Marks a section ready to read, with the words that it has on the server now (WO10). */
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

/** Takes back that a section is ready to read (WO10). */
export async function takeBackSectionReady(services: Services, by: Person, it: InResponse): Promise<Changed<'response'> | Refused> {
  const { consultation, section } = it;
  return changeAs(services, by, { act: 'section.mark-ready', kind: 'response', id: it.response.id }, (response, duties) =>
    isAsked(consultation, section) ? takeReadyBack(response, { section, duties }) : refused('not-found'),
  );
}

function isAsked(consultation: Consultation, section: SectionId): boolean {
  return [...fixedSections, ...currentQuestions(consultation).questions].some(({ id }) => id === section);
}
