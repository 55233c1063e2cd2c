import type { Response } from '../../domain/response/response.ts';
import type { SignOffRound } from '../../domain/round/round.ts';
import { decisionOf } from '../../domain/round/stage.ts';
import { counted } from '../../phrases/english.ts';
import { snapshotOf } from '../../reading/snapshot.ts';
import type { Reader } from '../../store/reader.ts';
import { type SectionChange, compareSnapshots } from '../../text/compare.ts';

/** The changes since the text that somebody saw last. */
export interface Changes {
  /** The earlier round. */
  readonly since: number;
  /** Whether this person decided in that round; else it is the network's last. */
  readonly own: boolean;
  readonly sections: readonly SectionChange[];
  /** At most four lines for a mail: they name the places of the changes, not the words. */
  readonly inShort: readonly string[];
}

/** The changes since the last round this person decided in, else since the round before; null in a first round. */
export async function changesFor(reader: Reader, response: Response, round: SignOffRound, memberId: string): Promise<Changes | null> {
  const earlier = response.rounds.filter((one) => one.n < round.n);
  const own = earlier.findLast((one) =>
    one.stages.some((stage) => stage.slots.some((slot) => slot.memberId === memberId && decisionOf(slot) !== null)),
  );
  const before = own ?? earlier.at(-1);
  if (before === undefined) return null;
  const [was, now] = await Promise.all([snapshotOf(reader, response, before.digest), snapshotOf(reader, response, round.digest)]);
  const sections = compareSnapshots(was.snapshot, now.snapshot);
  return { since: before.n, own: own !== undefined, sections, inShort: inShort(sections) };
}

const most = 4;

function inShort(sections: readonly SectionChange[]): readonly string[] {
  if (sections.length === 0) return ['Nothing: the text is word for word the same.'];
  const lines = sections.map((section) => `${section.title} (${kindOf(section)})`);
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more answers`];
}

function kindOf(section: SectionChange): string {
  if (section.kind !== 'changed') return section.kind === 'added' ? 'new' : 'taken out';
  const parts = [
    section.question === null ? '' : 'the question itself',
    section.chosen === null ? '' : 'another option is chosen',
    section.notAnswered === null ? '' : 'why it is not answered',
    section.stretches.length === 0 ? '' : counted(section.stretches.length, 'passage', 'passages'),
  ];
  return parts.filter((part) => part !== '').join(', ');
}
