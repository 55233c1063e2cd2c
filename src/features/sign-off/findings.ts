import { endorsementOf } from '../../domain/response/kind/kind.ts';
import { isEmptySection } from '../../text/read.ts';
import { questionsIn } from '../../domain/response/kind/sections.ts';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { MemberId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Response } from '../../domain/response/response.ts';
import type { DraftContent, Snapshot } from '../../domain/response/snapshot.ts';
import { removalOf } from '../../domain/response/removal/removal.ts';
import { type AnswerFacts, type Checked, type Findings, inPositions, namesAndTitles, runChecks } from '../../domain/sign-off/checks.ts';
import { type BoxFindings, judgeBoxes } from '../../reading/evidence.ts';
import { leftBehind } from '../../reading/gone-answers.ts';
import type { OfficeHolders } from '../../reading/people.ts';
import { storedPositions } from '../../reading/positions.ts';
import { type SignedText, signedText } from '../../reading/signed-text.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { countBlocks } from '../../text/counts.ts';
import { plainText } from '../../text/plain.ts';
import { longestReason } from '../../text/reasons/reasons.ts';

/** A draft to check: its content with the answers whose questions went, and all around it. */
export interface ToCheck {
  readonly content: DraftContent;
  readonly response: Response;
  readonly consultation: Consultation;
  readonly people: Pick<OfficeHolders, 'network' | 'members'>;
}

/** A draft as a lock would sign it now, with the findings of the checks on it. */
export interface CheckedText extends SignedText {
  readonly findings: Findings;
}

/** Runs the checks before sign-off on a draft, with the present offices, close and positions (SO1, PO14). */
export async function checkText(services: Reader & Pick<Services, 'renderers'>, draft: ToCheck): Promise<CheckedText> {
  const { content, response, consultation, people } = draft;
  const { network, members } = people;
  // The instant comes after the positions: one that is given later is not among them.
  const positions = await storedPositions(services, response);
  const at = services.now();
  const signed = signedText({ network, consultation, response }, content, positions, at);
  const coverages = Object.values(services.renderers).flatMap(({ coverage }) => coverage ?? []);
  const findings = runChecks({
    network,
    members,
    questions: questionsIn({ consultation, response }),
    answers: factsOf(content),
    leftBehind: leftBehind(consultation, response, content),
    printed: printedTexts(signed.snapshot),
    written: writtenTexts(signed.snapshot),
    boxes: await boxesOf(services, response, signed.snapshot),
    known: [...signed.standings.map(({ organisation }) => organisation.name), ...members.map(({ name }) => name)],
    coverage: { has: (point) => coverages.every((coverage) => coverage.has(point)) },
    longestReason,
    unreachable: await unreachable(services, members),
    standings: signed.standings,
    text: signed.text,
    ...endorsementIn(response, content),
    closesAt: consultation.closesAt,
    at,
  });
  return { ...signed, findings };
}

/** The parts that an endorsement needs, each true where it is there (RK5). */
function endorsementIn(response: Response, content: DraftContent): Pick<Checked, 'endorsement'> {
  const endorsement = endorsementOf(response);
  if (endorsement === null) return {};
  const { attachment } = endorsement;
  const attached = attachment !== null && removalOf(response, attachment.digest) === null;
  return { endorsement: { attached, written: !isEmptySection(content, 'covering-letter') } };
}

/** The boxes of a snapshot that may not go out (EV4), and those that differ from their evidence (EV12). */
async function boxesOf(reader: Reader, response: Pick<Response, 'id' | 'networkId'>, { sections }: Snapshot): Promise<BoxFindings> {
  const blocks = sections.map((section) => [section.id, section.blocks] as const);
  return judgeBoxes(reader, response, blocks);
}

/** The texts that a document prints of a snapshot, by section id, {@link namesAndTitles} and {@link inPositions}. */
function printedTexts({ network, consultation, organisations, sections, positions }: Snapshot): ReadonlyMap<string, string> {
  const { name, overseenBy, about, contact } = network;
  const members = [...organisations, ...(positions?.named ?? []).map(({ organisation }) => organisation)];
  const names = [name, overseenBy, about, contact, consultation.title, consultation.department, ...members];
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
    [inPositions, notesAndReasons(positions)],
  ]);
}

/** The words of people in each section of a snapshot, by section id, and {@link inPositions}. */
function writtenTexts({ sections, positions }: Snapshot): ReadonlyMap<string, string> {
  return new Map([
    ...sections.map((section): [string, string] => [
      section.id,
      [plainText(section.blocks), section.type === 'fixed' ? '' : section.notAnswered].join('\n'),
    ]),
    [inPositions, notesAndReasons(positions)],
  ]);
}

/** The notes and reasons of organisations; empty where there are none. */
function notesAndReasons(positions: Snapshot['positions']): string {
  const reasons = positions?.sections.flatMap(({ exceptions }) => exceptions.map(({ reason }) => reason)) ?? [];
  return [...(positions?.notes ?? []).map(({ words }) => words), ...reasons].join('\n');
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
