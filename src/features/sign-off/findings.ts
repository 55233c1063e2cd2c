import { addedAt, type Consultation, currentQuestions } from '../../domain/consultation/consultation.ts';
import { MemberId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { DraftContent } from '../../domain/response/snapshot.ts';
import { type AnswerFacts, type Findings, runChecks } from '../../domain/sign-off/checks.ts';
import { planDates } from '../../domain/time/timetable.ts';
import type { OfficeHolders } from '../../reading/people.ts';
import type { Reader } from '../../store/reader.ts';
import { countBlocks } from '../../text/counts.ts';
import { longestReason } from '../../text/reasons/reasons.ts';

/** Runs the checks before sign-off on a content, with the present offices and close (SO1). */
export async function findingsOn(
  reader: Reader,
  content: DraftContent,
  consultation: Consultation,
  { network, members }: Pick<OfficeHolders, 'network' | 'members'>,
): Promise<Findings> {
  return runChecks({
    network,
    members,
    questions: currentQuestions(consultation).questions,
    answers: factsOf(content),
    longestReason,
    unreachable: await unreachable(reader, members),
    closesAt: consultation.closesAt,
    at: reader.now(),
  });
}

export function factsOf(content: DraftContent): ReadonlyMap<string, AnswerFacts> {
  return new Map(
    [...content.blocks].map(([id, blocks]) => {
      const { words, characters } = countBlocks(blocks);
      return [id, { words, characters, chosen: content.chosen.get(id) ?? [], notAnswered: content.notAnswered.get(id) ?? '' }];
    }),
  );
}

/** The members whose latest mail was refused for good. */
export async function unreachable(reader: Reader, members: readonly Member[]): Promise<ReadonlySet<MemberId>> {
  const last = await Promise.all(
    members.map((member) =>
      reader.aggregates.find('mail', {
        where: { networkId: member.networkId, memberId: member.id },
        order: { by: 'createdAt', direction: 'descending' },
        limit: 1,
      }),
    ),
  );
  return new Set(last.flat().flatMap((mail) => (mail.state.status === 'failed' ? [MemberId.parse(mail.state.memberId)] : [])));
}

/** When each office should have decided: the plan as the consultation shows it, or a new one where its dates have passed. */
export function dueDates(reader: Reader, consultation: Consultation, network: Network): readonly Instant[] {
  const plan = (from: Instant): readonly Instant[] =>
    planDates(consultation.opensAt, consultation.closesAt, from, network.timeZone, network.offices.length).offices;
  const planned = plan(addedAt(consultation));
  return planned.every((date) => date > reader.now()) ? planned : plan(reader.now());
}
