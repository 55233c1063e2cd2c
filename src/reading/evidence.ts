import { type EvidenceViewer, evidenceViewer, maySeeEvidence } from '../domain/evidence/seeing.ts';
import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Block } from '../domain/consultation/section.ts';
import type { Evidence } from '../domain/evidence/evidence.ts';
import { type DifferingBox, type HeldBox, howDiffers, whyHeld } from '../domain/evidence/quoting.ts';
import type { ResponseId } from '../domain/ids.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Response } from '../domain/response/response.ts';
import { sectionIds } from '../domain/response/snapshot.ts';
import type { Stored } from '../store/aggregates.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';
import { boxesIn } from '../text/lines/boxes.ts';
import type { PresentTexts } from './present-texts.ts';

/** All evidence of a response, in the order in which it was offered. A page shows only the pieces that {@link seenOf} lets through. */
export async function evidenceOf(reader: Reader, responseId: ResponseId): Promise<readonly Stored<'evidence'>[]> {
  const found = await all(reader.aggregates, 'evidence', { where: { responseId } });
  return found.toSorted((a, b) => a.state.at.localeCompare(b.state.at, 'en') || a.id.localeCompare(b.id, 'en'));
}

/** The part of a response’s evidence that a member may see, and the number of standing pieces that they may not (EV2, EV5). */
export interface Seen {
  readonly evidence: readonly Stored<'evidence'>[];
  readonly hidden: number;
}

/** Parts evidence into the pieces that a viewer may see and the number of the others (EV2, EV5). */
export function seenOf(found: readonly Stored<'evidence'>[], viewer: EvidenceViewer): Seen {
  const evidence = found.filter(({ state }) => maySeeEvidence(state, viewer));
  const others = found.filter(({ state }) => !maySeeEvidence(state, viewer) && state.withdrawn === null);
  return { evidence, hidden: others.length };
}

/** The evidence of a response that a member may see now (EV2, EV5). */
export async function evidenceSeenBy(
  reader: Reader,
  { id }: { readonly id: ResponseId },
  { member, network }: { readonly member: Member; readonly network: Network },
): Promise<Seen> {
  return seenOf(await evidenceOf(reader, id), evidenceViewer(member, network, reader.now()));
}

/** The boxes of a text that need somebody: those that may not go out (EV4), and those that say something else than their evidence (EV12). */
export interface BoxFindings {
  readonly held: readonly HeldBox[];
  readonly differing: readonly DifferingBox[];
}

/** Judges each box of a text, by section. Reads the evidence only where the text has boxes. */
export async function judgeBoxes(
  reader: Reader,
  { id, networkId }: Pick<Response, 'id' | 'networkId'>,
  sections: Iterable<readonly [section: string, blocks: readonly Block[]]>,
): Promise<BoxFindings> {
  const boxes = [...sections].flatMap(([section, blocks]) => boxesIn(blocks).map((box) => ({ section, ...box })));
  if (boxes.length === 0) return { held: [], differing: [] };
  const [evidence, network] = await Promise.all([evidenceOf(reader, id), reader.aggregates.get('network', networkId)]);
  const held: HeldBox[] = [];
  const differing: DifferingBox[] = [];
  for (const { section, evidence: named, words } of boxes) {
    const piece = evidence.find((one) => one.id === named)?.state ?? null;
    const box = { words, names: namesOf(network?.state ?? null, piece) };
    const because = whyHeld(piece, box);
    const difference = because === null ? howDiffers(piece, box) : null;
    if (because !== null) held.push({ section, evidence: named, because });
    else if (difference !== null) differing.push({ section, evidence: named, ...difference });
  }
  return { held, differing };
}

/** The findings on the boxes of the present text; of a locked text those of the lock. */
export async function boxesNow(
  services: Reader & { readonly presentTexts: PresentTexts },
  response: Pick<Response, 'id' | 'networkId' | 'epoch'>,
  consultation: Consultation,
): Promise<BoxFindings> {
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  return judgeBoxes(services, response, text.content(sectionIds(consultation)).blocks);
}

/** The names by which the public knows the organisation of a piece: none of them stands in a box of anonymised evidence (EV4). */
export function namesOf(network: Network | null, piece: Pick<Evidence, 'organisationId'> | null): readonly string[] {
  const organisation = network?.organisations.find((one) => one.id === piece?.organisationId);
  return organisation === undefined ? [] : [organisation.name, organisation.brand, organisation.deliveryBody];
}

/** A piece of a response’s evidence by its id; null where there is none, and where the member may not see it (EV5). */
export async function evidenceNamed(
  reader: Pick<Reader, 'now'> & { readonly aggregates: Pick<Reader['aggregates'], 'get'> },
  { responseId, id }: Pick<Evidence, 'responseId' | 'id'>,
  { member, network }: { readonly member: Member; readonly network: Network },
): Promise<Stored<'evidence'> | null> {
  const stored = await reader.aggregates.get('evidence', id);
  if (stored?.state.responseId !== responseId || stored.state.networkId !== network.id) return null;
  return maySeeEvidence(stored.state, evidenceViewer(member, network, reader.now())) ? stored : null;
}
