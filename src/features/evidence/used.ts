import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Response } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import type { Services } from '../../services.ts';
import { boxesIn } from '../../text/lines/boxes.ts';

/** For each piece of evidence that the present text quotes, the sections that do, in their order. */
export async function usedIn(
  services: Pick<Services, 'presentTexts'>,
  response: Response,
  consultation: Consultation,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const found = new Map<string, string[]>();
  for (const [section, blocks] of text.content(sectionIds(consultation)).blocks) {
    for (const evidence of new Set(boxesIn(blocks).map((box) => box.evidence))) {
      found.set(evidence, [...(found.get(evidence) ?? []), section]);
    }
  }
  return found;
}
