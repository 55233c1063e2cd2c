import type { Block } from '../../domain/consultation/section.ts';
import { removalOf } from '../../domain/response/removal/removal.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Snapshot } from '../../domain/response/snapshot.ts';
import type { SignOffRound } from '../../domain/round/round.ts';
import { decisionOf } from '../../domain/round/stage.ts';
import { counted } from '../../phrases/english.ts';
import { positionLines } from '../../phrases/positions/printed.ts';
import { snapshotOf } from '../../reading/snapshot.ts';
import type { Reader } from '../../store/reader.ts';
import { type SectionChange, compareSnapshots, compareStretches } from '../../text/compare.ts';

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
  // A text that was removed for good can be compared with nothing.
  const earlier = response.rounds.filter((one) => one.n < round.n && removalOf(response, one.digest) === null);
  const own = earlier.findLast((one) =>
    one.stages.some((stage) => stage.slots.some((slot) => slot.memberId === memberId && decisionOf(slot) !== null)),
  );
  const before = own ?? earlier.at(-1);
  if (before === undefined) return null;
  const [was, now] = await Promise.all([snapshotOf(reader, response, before.digest), snapshotOf(reader, response, round.digest)]);
  const sections = compareTexts(was.snapshot, now.snapshot);
  return { since: before.n, own: own !== undefined, sections, inShort: inShort(sections) };
}

/** The changes from one text to a later one: those of its sections, and then where the organisations stand (PO16). */
export function compareTexts(was: Snapshot, now: Snapshot): readonly SectionChange[] {
  const stretches = compareStretches(positionBlocks(was), positionBlocks(now));
  if (stretches.length === 0) return compareSnapshots(was, now);
  const kind = was.positions === undefined ? 'added' : now.positions === undefined ? 'removed' : 'changed';
  const none = { question: null, chosen: null, notAnswered: null };
  return [...compareSnapshots(was, now), { id: standId, title: 'Where the organisations stand', kind, ...none, stretches }];
}

const standId = 'positions';

/** True for the change of where the organisations stand, which is no change of an answer. */
export function isOfPositions({ id }: Pick<SectionChange, 'id'>): boolean {
  return id === standId;
}

function positionBlocks(snapshot: Snapshot): readonly Block[] {
  return positionLines(snapshot).map((text) => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] }));
}

const most = 4;

function inShort(sections: readonly SectionChange[]): readonly string[] {
  const answers = sections.filter((section) => !isOfPositions(section));
  const stand = sections.filter(isOfPositions).map(({ title, kind }) => (kind === 'added' ? `${title} (new)` : title));
  if (answers.length === 0)
    return [stand.length === 0 ? 'Nothing: the text is word for word the same.' : 'No word of the answers.', ...stand];
  const room = most - stand.length;
  const lines = answers.map((section) => `${section.title} (${kindOf(section)})`);
  const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more answers`];
  return [...shown, ...stand];
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
