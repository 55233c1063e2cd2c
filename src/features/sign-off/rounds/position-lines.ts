import type { Consultation } from '../../../domain/consultation/consultation.ts';
import type { OrganisationStanding } from '../../../domain/positions/totals.ts';
import type { Findings, PositionWarning, Warning } from '../../../domain/sign-off/checks.ts';
import { formatDate } from '../../../domain/time/calendar.ts';
import { counted, listed } from '../../../phrases/english.ts';

/** One line of the page of checks. */
interface Line {
  readonly where: string;
  readonly href: string;
  readonly what: string;
  readonly why: string;
  readonly places: readonly { readonly text: string; readonly href: string }[];
}

/** The data of the lines about positions. */
export interface Unsettled {
  readonly consultation: Pick<Consultation, 'id'>;
  readonly findings: Findings;
  readonly standings: readonly OrganisationStanding[];
  readonly timeZone: string;
}

type Type = PositionWarning['type'];

/** True for a warning about the position of an organisation. */
export function isOnPosition(warning: Warning): warning is PositionWarning {
  return 'organisation' in warning;
}

/** One line for each kind of warning about positions, with the names of its organisations (PO14). */
export function positionLines({ consultation, findings, standings, timeZone }: Unsettled): readonly Line[] {
  const href = `/consultations/${consultation.id}/positions`;
  const nameOf = ({ organisation }: PositionWarning): string =>
    standings.find((one) => one.organisation.id === organisation)?.organisation.name ?? organisation;
  const line = (type: Type, words: (names: readonly string[], them: string) => Pick<Line, 'what' | 'why'>): readonly Line[] => {
    const found = findings.warnings.filter(isOnPosition).filter((one) => one.type === type);
    const names = found.map((one) =>
      one.type === 'awaiting-clearance' ? `${nameOf(one)} by ${formatDate(one.until, timeZone)}` : nameOf(one),
    );
    const first = found.map(nameOf);
    return found.length === 0 ? [] : [{ where: 'Positions', href, places: [], ...words(names, few(first)) }];
  };
  return [
    ...line('no-reply', (names, them) => ({
      what: `Ask ${them} for ${names.length === 1 ? 'its position' : 'their positions'}`,
      why: `No reply: ${listed(names)}. The document counts them, and does not name them.`,
    })),
    ...line('awaiting-clearance', (names, them) => ({
      what: `Wait until ${them} ${names.length === 1 ? 'has' : 'have'} clearance`,
      why: `Expected: ${listed(names)}. At the lock they stand where they stand now.`,
    })),
    ...line('position-on-earlier-text', (names, them) => ({
      what: `Ask ${them} whether ${names.length === 1 ? 'its position still stands' : 'their positions still stand'}`,
      why: `The text changed after ${listed(names)} spoke. The document says so beside each name.`,
    })),
  ];
}

/** At most two names, else their number. */
function few(names: readonly string[]): string {
  return names.length <= 2 ? listed(names) : counted(names.length, 'organisation', 'organisations');
}
