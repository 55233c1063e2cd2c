import type { Losses } from '../../collab/ports.ts';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Evidence } from '../../domain/evidence/evidence.ts';
import { whyHeld } from '../../domain/evidence/quoting.ts';
import type { SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { refused } from '../../domain/outcome.ts';
import { type Response, isOpen } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { type Edited, draftInHand, edit } from '../../drafts/editing.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { capital } from '../../phrases/english.ts';
import { boxWords, heldWords } from '../../phrases/evidence.ts';
import { organisationName } from '../../phrases/people.ts';
import { evidenceNamed, namesOf } from '../../reading/evidence.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import { boxesIn, putBox, takeBoxOut } from '../../text/lines/boxes.ts';
import { readSection } from '../../text/read.ts';

/** A response with its consultation, one of its sections, and a piece of evidence by its id. */
export interface Quoting {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly section: SectionId;
  readonly evidence: Evidence['id'];
  /** Hears of mass deletions (CO16). */
  readonly losses: Losses;
}

/**
 * Quotes evidence in a section as a box at its end (EV4). A section that quotes it already stays as it is. Refused for evidence that
 * may not be quoted, and for anonymised evidence whose words name its organisation.
 */
export async function quote(services: Services, by: Person, it: Quoting): Promise<Edited> {
  const { section, losses } = it;
  const found = await openFor(services, by, it);
  if (!('draft' in found)) return found;
  const { draft, evidence, network } = found;
  const text = boxWords(evidence, organisationName(network, evidence.organisationId));
  const held = whyHeld(evidence, { words: text, names: namesOf(network, evidence) });
  if (held !== null) return refused('invalid', `${capital(heldWords[held])}.`);
  const isThere = boxesIn(readSection(draft.document, section)).some((box) => box.evidence === evidence.id);
  if (isThere) return { ok: true, became: 'unchanged' };
  const act = (): boolean => {
    putBox(draft.document, section, { evidence: evidence.id, text });
    return true;
  };
  return edit(services, by.memberId, { ...it, response: found.response }, draft, { act, losses });
}

/** Takes the boxes of a piece of evidence out of a section, with their words. */
export async function unquote(services: Services, by: Person, it: Quoting): Promise<Edited> {
  const { section, losses } = it;
  const found = await openFor(services, by, it);
  if (!('draft' in found)) return found;
  const { draft, evidence } = found;
  const act = (): boolean => {
    const isThere = boxesIn(readSection(draft.document, section)).some((box) => box.evidence === evidence.id);
    if (isThere) takeBoxOut(draft.document, section, evidence.id);
    return isThere;
  };
  return edit(services, by.memberId, { ...it, response: found.response }, draft, { act, losses });
}

/** The draft and the evidence, for a writer who sees it (EV5). Refused while the text is locked. */
async function openFor(services: Services, by: Person, it: Quoting) {
  const judged = await judge(services, by, { act: 'response.write', networkId: it.response.networkId });
  if (!judged.ok) return judged;
  const [member, network] = await Promise.all([
    services.aggregates.get('member', by.memberId),
    services.aggregates.get('network', by.networkId),
  ]);
  if (member === null || network === null) return refused('not-found');
  const seen = { member: member.state, network: network.state };
  const evidence = await evidenceNamed(services, { responseId: it.response.id, id: it.evidence }, seen);
  if (evidence === null || !sectionIds(it.consultation).includes(it.section)) return refused('not-found');
  if (!isOpen(it.response)) return refused('not-drafting');
  const response = await inTodaysForm(services, it.response);
  return { response, draft: await draftInHand(services, response), evidence: evidence.state, network: network.state };
}
