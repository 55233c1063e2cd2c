import type { OrganisationId, SectionId } from '../ids.ts';
import type { Organisation } from '../network/organisation.ts';
import type { Position } from '../positions/position.ts';
import { type Clearance, type Statement, onSection } from '../positions/statement.ts';
import type { OrganisationStanding } from '../positions/totals.ts';

/** The state of an answer (PG3). `ready`: marked ready to read, and not changed since. `not-asked`: empty, and its condition is not met (QS19). */
export type AnswerState = 'not-asked' | 'not-started' | 'not-answering' | 'drafting' | 'over-limit' | 'ready';

/** A question with the state of its answer. */
export interface Asked {
  readonly id: SectionId;
  /** As printed. */
  readonly number: string;
  readonly state: AnswerState;
}

/** A piece of evidence that the reader of the board may see; `section` is null where it supports the whole response (PG5). */
export interface EvidenceMark {
  readonly organisationId: OrganisationId;
  readonly section: SectionId | null;
}

/** Everything that a board is made of. */
export interface BoardInput {
  readonly standings: readonly OrganisationStanding[];
  readonly questions: readonly Asked[];
  readonly evidence: readonly EvidenceMark[];
  /** The sections of the present text that differ from the text of a statement (PO5). */
  readonly changedFor: (statement: Statement) => ReadonlySet<string>;
}

/** Where one organisation stands on the whole response or on one question (PG2). */
export interface Cell {
  /** Null: no reply. */
  readonly position: Position | null;
  /** `whole`: it follows from the position on the whole response. `not-asked`: no reply is awaited (QS19). */
  readonly by: 'whole' | 'exception' | 'nobody' | 'not-asked';
  /** True where the position was given on an earlier text of this question. */
  readonly isEarlier: boolean;
  readonly hasEvidence: boolean;
}

/** One organisation and where it stands. */
export interface BoardRow {
  readonly organisation: Organisation;
  readonly statement: Statement | null;
  readonly awaiting: Clearance | null;
  readonly whole: Cell;
  /** A cell for each question, in the order of the questions. */
  readonly cells: readonly Cell[];
  /** The number of questions that are asked, and have no reply. */
  readonly missing: number;
  /** The number of sections that changed since its position, fixed sections among them. */
  readonly changed: number;
}

/** One question over all organisations. */
export interface BoardColumn extends Asked {
  /** True where an organisation does not endorse this answer (PG3). */
  readonly isContested: boolean;
  /** The number of organisations with a reply. */
  readonly spoken: number;
}

/** Organisations by questions (PG1). */
export interface Board {
  readonly rows: readonly BoardRow[];
  readonly columns: readonly BoardColumn[];
  /** The number of organisations with a position on the whole response. */
  readonly spoken: number;
  /** The number of cells with a reply, and of all cells; those of questions that are not asked are in neither. */
  readonly cells: { readonly spoken: number; readonly of: number };
}

/** The board of a response: a row for each organisation in the network's order, a column for each question (PG1). */
export function boardOf({ standings, questions, evidence, changedFor }: BoardInput): Board {
  const offered = new Set(evidence.map(({ organisationId, section }) => markOf(organisationId, section)));
  const rows = standings.map((standing) => rowOf(standing, questions, { offered, changedFor }));
  const columns = questions.map((question, n) => columnOf(question, rows, n));
  const asked = columns.filter(({ state }) => state !== 'not-asked');
  return {
    rows,
    columns,
    spoken: rows.filter(({ statement }) => statement !== null).length,
    cells: { spoken: asked.reduce((sum, { spoken }) => sum + spoken, 0), of: rows.length * asked.length },
  };
}

interface Around {
  /** The organisations and sections with evidence, as `markOf` names them. */
  readonly offered: ReadonlySet<string>;
  readonly changedFor: BoardInput['changedFor'];
}

function rowOf({ organisation, statement, awaiting }: OrganisationStanding, questions: readonly Asked[], around: Around): BoardRow {
  const changed = statement === null ? new Set<string>() : around.changedFor(statement);
  const cells = questions.map((question) => {
    const hasEvidence = around.offered.has(markOf(organisation.id, question.id));
    return { ...replyOn(statement, question), isEarlier: changed.has(question.id), hasEvidence };
  });
  const whole: Cell = {
    position: statement?.position ?? null,
    by: statement === null ? 'nobody' : 'whole',
    isEarlier: changed.size > 0,
    hasEvidence: around.offered.has(markOf(organisation.id, null)),
  };
  const known = cells.map((cell) => (cell.position === null ? { ...cell, isEarlier: false } : cell));
  return { organisation, statement, awaiting, whole, cells: known, missing: missingIn(known), changed: changed.size };
}

/** The number of cells in which a reply is missing. */
export function missingIn(cells: readonly Cell[]): number {
  return cells.filter(({ by }) => by === 'nobody').length;
}

/**
 * An answer that nobody has started has no reply: an organisation that endorses the whole has not seen it (PG2). Where a question
 * is not asked, an organisation that names it is heard, and none is missing (QS19).
 */
export function replyOn(statement: Statement | null, { id, state }: Pick<Asked, 'id' | 'state'>): Pick<Cell, 'position' | 'by'> {
  const none = { position: null, by: state === 'not-asked' ? 'not-asked' : 'nobody' } as const;
  if (statement === null) return none;
  const { position, isException } = onSection(statement, id);
  if (isException) return { position, by: 'exception' };
  return state === 'not-started' || state === 'not-asked' ? none : { position, by: 'whole' };
}

function columnOf(question: Asked, rows: readonly BoardRow[], n: number): BoardColumn {
  const cells = rows.flatMap((row) => row.cells.slice(n, n + 1));
  return {
    ...question,
    isContested: cells.some(({ position, by }) => by === 'exception' && position === 'does-not-endorse'),
    spoken: cells.filter(({ position }) => position !== null).length,
  };
}

function markOf(organisationId: OrganisationId, section: SectionId | null): string {
  return `${organisationId} ${section ?? ''}`;
}
