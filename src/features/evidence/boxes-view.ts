import type { Block } from '../../domain/consultation/section.ts';
import type { Evidence } from '../../domain/evidence/evidence.ts';
import { may } from '../../domain/network/access.ts';
import { counted } from '../../phrases/english.ts';
import { differsLine, evidenceName, heldLine } from '../../phrases/evidence.ts';
import { cutAtWord } from '../../domain/consultation/wording.ts';
import type { BoxFindings } from '../../reading/evidence.ts';
import { boxesIn } from '../../text/lines/boxes.ts';
import { type Matter, commonOf, sectionName } from './views.ts';

/** The boxes of the present text, and what was found about them. */
export interface Boxed {
  /** The blocks of each section, in the order of the response. */
  readonly blocks: readonly (readonly [section: string, blocks: readonly Block[]])[];
  readonly findings: BoxFindings;
  /** The evidence that the viewer may see (EV5). */
  readonly seen: readonly Evidence[];
  readonly isOpen: boolean;
}

/** The most characters of a box that the list shows. */
const mostShown = 280;

/** The page of all boxes in the text: where each stands, its words, and whether it holds the text up (EV11, EV12). */
export function boxesView(matter: Matter, boxed: Boxed) {
  const { consultation, duties } = matter;
  const common = commonOf(matter, 'Evidence in the text');
  const boxes = boxed.blocks.flatMap(([section, blocks]) => {
    const groups = Map.groupBy(boxesIn(blocks), ({ evidence }) => evidence);
    return [...groups].map(([evidence, same]) => {
      const words = same.map((box) => box.words).join(' … ');
      return {
        section,
        evidence,
        where: sectionName(consultation, section) ?? 'A question that was taken out',
        href: `/consultations/${consultation.id}/response#s-${section}`,
        words: cutAtWord(words, mostShown),
        piece: pieceOf(common.base, boxed.seen, evidence),
        ...findingOf(boxed, { section, evidence }),
      };
    });
  });
  const held = boxes.filter(({ isHeld }) => isHeld).length;
  return {
    ...common,
    boxes,
    mayTakeOut: boxed.isOpen && may('response.write', duties),
    isLocked: !boxed.isOpen,
    summary:
      held === 0
        ? ''
        : `${counted(held, 'box holds', 'boxes hold')} the text up: it is neither locked nor sent until ${held === 1 ? 'it is' : 'they are'} gone`,
  };
}

function pieceOf(base: string, seen: readonly Evidence[], id: string) {
  const piece = seen.find((one) => one.id === id);
  return piece === undefined ? null : { href: `${base}/${piece.id}`, name: evidenceName(piece) };
}

/** The finding on the boxes of one piece in a section. Viewers who may not see the piece do not learn which change it was (EV5). */
function findingOf({ findings, seen }: Boxed, box: { readonly section: string; readonly evidence: string }) {
  const isIt = (one: { readonly section: string; readonly evidence: string }): boolean =>
    one.section === box.section && one.evidence === box.evidence;
  const held = findings.held.find(isIt);
  const differing = findings.differing.find(isIt);
  if (held !== undefined) {
    const because = seen.some(({ id }) => id === box.evidence) ? held.because : 'hidden';
    return { isHeld: true, tag: 'Holds the text up', look: 'stop', ...heldLine(because) };
  }
  if (differing !== undefined) return { isHeld: false, tag: 'Differs', look: 'warn', ...differsLine(differing) };
  return { isHeld: false, tag: 'In order', look: 'good', what: '', why: '' };
}
