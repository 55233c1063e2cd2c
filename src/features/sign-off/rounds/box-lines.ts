import type { Consultation } from '../../../domain/consultation/consultation.ts';
import type { DifferingBox, HeldBox } from '../../../domain/evidence/quoting.ts';
import { differsLine, heldLine } from '../../../phrases/evidence.ts';

/** The words of a line of the page of checks, and the page that it leads to. */
interface Said {
  readonly what: string;
  readonly why: string;
  readonly href: string;
}

/** The line about a box that may not go out (EV11). It leads to the page on which boxes are taken out (EV13). */
export function heldAt(consultation: Pick<Consultation, 'id'>, { because }: Pick<HeldBox, 'because'>): Said {
  return { ...heldLine(because), href: boxesPage(consultation) };
}

/** The line about a box that says something else than its evidence (EV12). */
export function differsAt(consultation: Pick<Consultation, 'id'>, box: Pick<DifferingBox, 'quotes' | 'differences' | 'mayName'>): Said {
  return { ...differsLine(box), href: boxesPage(consultation) };
}

function boxesPage({ id }: Pick<Consultation, 'id'>): string {
  return `/consultations/${id}/evidence/boxes`;
}
