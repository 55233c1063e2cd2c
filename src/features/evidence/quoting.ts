import type { Losses } from '../../collab/ports.ts';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import { noteBox } from '../../domain/evidence/evidence.ts';
import { keptOf, whyHeld } from '../../domain/evidence/quoting.ts';
import { EvidenceId, type SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { type Response, whyNotOpen } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { type DraftInHand, type Edited, draftInHand, edit } from '../../drafts/editing.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { capital } from '../../phrases/english.ts';
import { boxWords, heldWords } from '../../phrases/evidence.ts';
import { organisationName } from '../../phrases/people.ts';
import { evidenceNamed, namesOf } from '../../reading/evidence.ts';
import { changeAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import { boxesIn, putBox, takeBoxOut } from '../../text/lines/boxes.ts';
import { readSection } from '../../text/read.ts';

/** A response with its consultation, one of its sections, and the evidence that a mark in it names. */
export interface Quoting {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly section: SectionId;
  /** The id of a piece; where a box is taken out, any mark. */
  readonly evidence: string;
  /** Hears of mass deletions (CO16). */
  readonly losses: Losses;
}

/**
 * Quotes evidence in a section as a box at its end (EV4). A section that quotes it already stays as it is. Refused for evidence that
 * may not be quoted or seen (EV5), and for anonymised evidence whose words name its organisation.
 */
export async function quote(services: Services, by: Person, it: Quoting): Promise<Edited> {
  const { section, losses } = it;
  const judged = await judge(services, by, { act: 'response.write', networkId: it.response.networkId });
  if (!judged.ok) return judged;
  const [member, network] = await Promise.all([
    services.aggregates.get('member', by.memberId),
    services.aggregates.get('network', by.networkId),
  ]);
  const id = EvidenceId.safeParse(it.evidence);
  if (member === null || network === null || !id.success) return refused('not-found');
  const named = { responseId: it.response.id, id: id.data };
  const evidence = (await evidenceNamed(services, named, { member: member.state, network: network.state }))?.state ?? null;
  if (evidence === null) return refused('not-found');
  const found = await openDraft(services, it);
  if (!('draft' in found)) return found;
  const text = boxWords(evidence, organisationName(network.state, evidence.organisationId));
  const held = whyHeld(evidence, { words: text, names: namesOf(network.state, evidence) });
  if (held !== null) return refused('invalid', `${capital(heldWords[held])}.`);
  if (hasBox(found.draft, it)) return { ok: true, became: 'unchanged' };
  const act = (): boolean => {
    putBox(found.draft.document, section, { evidence: evidence.id, text });
    return true;
  };
  const done = await edit(services, by.memberId, { ...it, response: found.response }, found.draft, { act, losses });
  return noted(services, by, it, 'EvidenceQuoted', done);
}

/**
 * Takes the boxes with a mark out of a section. Everybody who may write may do so, whether or not they may see the evidence: a
 * box holds up everybody (EV13). Words that the evidence does not say stay, as paragraphs of their own.
 */
export async function unquote(services: Services, by: Person, it: Quoting): Promise<Edited> {
  const judged = await judge(services, by, { act: 'response.write', networkId: it.response.networkId });
  if (!judged.ok) return judged;
  const { section, losses } = it;
  const [stored, network] = await Promise.all([pieceOf(services, it), services.aggregates.get('network', by.networkId)]);
  const found = await openDraft(services, it);
  if (!('draft' in found)) return found;
  const evidence = stored?.state ?? null;
  const names = namesOf(network?.state ?? null, evidence);
  const act = (): boolean => {
    const isThere = hasBox(found.draft, it);
    const keep = (words: string) => keptOf(evidence, { words, names });
    if (isThere) takeBoxOut(found.draft.document, section, { evidence: it.evidence, keep });
    return isThere;
  };
  const done = await edit(services, by.memberId, { ...it, response: found.response }, found.draft, { act, losses });
  return noted(services, by, it, 'EvidenceTakenOut', done);
}

/** The piece of the response that a mark names; null where it names none. */
async function pieceOf({ aggregates }: Services, { response, evidence }: Quoting) {
  const stored = await aggregates.get('evidence', evidence);
  return stored?.state.responseId === response.id ? stored : null;
}

function hasBox({ document }: DraftInHand, { section, evidence }: Quoting): boolean {
  return boxesIn(readSection(document, section)).some((box) => box.evidence === evidence);
}

/** Notes an edit in the record of the evidence (EV14). The note follows the edit, so that no note speaks of an edit that failed. */
async function noted(services: Services, by: Person, it: Quoting, type: Parameters<typeof noteBox>[1], done: Edited): Promise<Edited> {
  const stored = done.ok && done.became === 'saved' ? await pieceOf(services, it) : null;
  if (stored === null) return done;
  const writing = { act: 'response.write', kind: 'evidence', id: stored.id } as const;
  await changeAs(services, by, writing, (evidence) => noteBox(evidence, type, it.section));
  return done;
}

/** The draft of a response, for one edit of a section. Refused while the text is locked. */
async function openDraft(services: Services, it: Quoting): Promise<{ readonly response: Response; readonly draft: DraftInHand } | Refused> {
  if (!sectionIds(it.consultation).includes(it.section)) return refused('not-found');
  const locked = whyNotOpen(it.response);
  if (locked !== null) return locked;
  const response = await inTodaysForm(services, it.response);
  return { response, draft: await draftInHand(services, response) };
}
