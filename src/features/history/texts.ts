import { questionName } from '../../domain/consultation/question-name.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import { composeSnapshot, sectionIds } from '../../domain/response/snapshot.ts';
import { type Around, type Text, writersOf } from '../../drafts/version-text.ts';
import { capital } from '../../phrases/english.ts';
import { type Cast, nameOf } from '../../phrases/people.ts';
import { allSectionIds, goneAnswers } from '../../reading/gone-answers.ts';
import type { Services } from '../../services.ts';

/** The present text: the draft's, or the locked one. Throws `TypeError` where its epoch was never begun. */
export async function textNow(services: Services, { network, consultation, response }: Around): Promise<Text> {
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const sections = sectionIds(consultation);
  const snapshot = composeSnapshot(network, consultation, response, text.content(sections), services.now());
  return { snapshot, writers: writersOf(text.words(sections), text.authors) };
}

/** The names of the questions that went, and whose answers stand in the draft (QS13). */
export async function goneNow(services: Services, { consultation, response }: Around): Promise<readonly string[]> {
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  return goneAnswers(consultation, response, text.content(allSectionIds(consultation))).map(({ question }) => questionName(question));
}

/** Words by organisation, most first. A member without an organisation stands under their job, or under their name. */
export function byOrganisation(
  writers: Text['writers'],
  network: Network,
  members: ReadonlyMap<string, Member>,
): readonly { readonly name: string; readonly words: number }[] {
  const totals = new Map<string, number>();
  for (const { member, words } of writers) {
    const name = member === '' ? 'Written in at the start' : writerName(member, { network, members });
    totals.set(name, (totals.get(name) ?? 0) + words);
  }
  return [...totals].map(([name, words]) => ({ name, words })).sort((a, b) => b.words - a.words);
}

function writerName(id: string, cast: Cast): string {
  const member = cast.members.get(id);
  if (member === undefined) return capital(nameOf(cast, id));
  const organisation = cast.network.organisations.find((one) => one.id === member.organisationId);
  if (organisation !== undefined) return organisation.brand === '' ? organisation.name : organisation.brand;
  if (member.role === 'coordinator') return 'The coordinator';
  return member.jobTitle === '' ? member.name : member.jobTitle;
}
