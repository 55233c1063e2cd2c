import { type Consultation, currentQuestions } from '../../domain/consultation/consultation.ts';
import type { MemberId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import { composeSnapshot, type DraftContent, type Snapshot } from '../../domain/response/snapshot.ts';
import { type AnswerFacts, type Findings, namesAndTitles, runChecks } from '../../domain/sign-off/checks.ts';
import type { OfficeHolders } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { countBlocks } from '../../text/counts.ts';
import { plainText } from '../../text/plain.ts';
import { longestReason } from '../../text/reasons/reasons.ts';

/** Runs the checks before sign-off on a content, with the present offices and close (SO1). */
export async function findingsOn(
  services: Reader & Pick<Services, 'renderers'>,
  content: DraftContent,
  consultation: Consultation,
  { network, members }: Pick<OfficeHolders, 'network' | 'members'>,
): Promise<Findings> {
  const snapshot = composeSnapshot(network, consultation, { marking: '' }, content, services.now());
  const coverages = Object.values(services.renderers).flatMap(({ coverage }) => coverage ?? []);
  return runChecks({
    network,
    members,
    questions: currentQuestions(consultation).questions,
    answers: factsOf(content),
    printed: printedTexts(snapshot),
    written: writtenTexts(snapshot),
    known: [...snapshot.organisations, ...members.map(({ name }) => name)],
    coverage: { has: (point) => coverages.every((coverage) => coverage.has(point)) },
    longestReason,
    unreachable: await unreachable(services, members),
    closesAt: consultation.closesAt,
    at: services.now(),
  });
}

/** The texts that a document prints of a snapshot, by section id; names and titles stand under {@link namesAndTitles}. */
function printedTexts({ network, consultation, organisations, sections }: Snapshot): ReadonlyMap<string, string> {
  const { name, overseenBy, about, contact } = network;
  const names = [name, overseenBy, about, contact, consultation.title, consultation.department, ...organisations];
  return new Map([
    ...sections.map((section): [string, string] => {
      const written = plainText(section.blocks);
      if (section.type === 'fixed') return [section.id, written];
      const { number, shortTitle = '', part, text, followUp, options, notAnswered } = section;
      return [
        section.id,
        [number, shortTitle, part, text, followUp, ...options.map((option) => option.text), written, notAnswered].join('\n'),
      ];
    }),
    [namesAndTitles, names.join('\n')],
  ]);
}

/** The words of people in each section of a snapshot, by section id. */
function writtenTexts({ sections }: Snapshot): ReadonlyMap<string, string> {
  return new Map(
    sections.map((section) => [section.id, [plainText(section.blocks), section.type === 'fixed' ? '' : section.notAnswered].join('\n')]),
  );
}

export function factsOf(content: DraftContent): ReadonlyMap<string, AnswerFacts> {
  return new Map(
    [...content.blocks].map(([id, blocks]) => {
      const { words, characters } = countBlocks(blocks);
      return [id, { words, characters, chosen: content.chosen.get(id) ?? [], notAnswered: content.notAnswered.get(id) ?? '' }];
    }),
  );
}

/** The members whose latest mail was refused for good; a mail that waits says nothing of their mailbox. */
export async function unreachable(reader: Reader, members: readonly Member[]): Promise<ReadonlySet<MemberId>> {
  const last = await Promise.all(
    members.map((member) =>
      reader.aggregates.find('mail', {
        where: { networkId: member.networkId, memberId: member.id },
        order: { by: 'createdAt', direction: 'descending' },
        limit: 20,
      }),
    ),
  );
  const tried = last.map((mails) => mails.find(({ state }) => state.status === 'failed' || state.status === 'sent'));
  return new Set(tried.flatMap((mail) => (mail?.state.status === 'failed' ? [mail.state.memberId] : [])));
}
