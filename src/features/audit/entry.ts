import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type DateMove, StepName } from '../../domain/consultation/date-move.ts';
import { SlotId } from '../../domain/ids.ts';
import type { Appointment } from '../../domain/network/appointment.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import { Instant } from '../../domain/outcome.ts';
import type { Position } from '../../domain/positions/position.ts';
import { removalNamed } from '../../domain/response/removal/removal.ts';
import type { Response } from '../../domain/response/response.ts';
import { type Seat, type SignOffRound, endOf, seatOf } from '../../domain/round/round.ts';
import { decisionOf } from '../../domain/round/stage.ts';
import { formatDate, formatDateTime, formatLastDay } from '../../domain/time/calendar.ts';
import { stepTitle } from '../../phrases/dates.ts';
import { capital, listed } from '../../phrases/english.ts';
import { changeInWords } from '../../phrases/office-changes.ts';
import { nameOf, officeName, organisationName } from '../../phrases/people.ts';
import { positionWords } from '../../phrases/positions/words.ts';
import { officeOf, whoIn } from '../../phrases/rounds.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import { versionWords } from '../../text/version-words.ts';

/** The kinds of entries: the filter of a record offers them. */
export const kindsOfEntry = {
  'sign-off': 'Sign-off',
  text: 'Text',
  positions: 'Positions',
  evidence: 'Evidence',
  documents: 'Documents',
  consultation: 'Consultation',
  offices: 'Offices',
  organisations: 'Organisations',
  membership: 'Membership',
  network: 'Network',
} as const;
export type KindOfEntry = keyof typeof kindsOfEntry;

/** The data from which an entry is worded. Events hold ids and hashes; the names and the words of a reason stand here. */
export interface Telling {
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly response: Response | null;
  /** The name of each section that is asked today, by id. */
  readonly sections?: ReadonlyMap<string, string>;
  /** The pieces of evidence that the reader may see, each with its name in quotes, by id (EV14). */
  readonly evidence?: ReadonlyMap<string, string>;
  /** Each move of the close, with its reason. */
  readonly closingMoves?: Consultation['closingMoves'];
  /** Each move of another date, with its reason. */
  readonly dateMoves?: readonly DateMove[];
}

/** Words one event. */
export type Tell = (entry: Entry) => string;

/** The words and the kind of every type of event. */
export type WordsFor<Type extends string> = Readonly<Record<Type, { readonly kind: KindOfEntry; readonly tell: Tell }>>;

/** One event, with look-ups for the names behind its ids. */
export class Entry {
  readonly #event: StoredEvent;
  readonly #telling: Telling;

  constructor(event: StoredEvent, telling: Telling) {
    this.#event = event;
    this.#telling = telling;
  }

  /** The actor at the start of a sentence. */
  get who(): string {
    return this.#event.actor === 'system' ? 'The service' : capital(this.name(this.#event.actor));
  }

  /** The actor in the middle of a sentence: ` by Nadia Farrow`; empty for the service. */
  get byWhom(): string {
    return this.#event.actor === 'system' ? '' : ` by ${this.name(this.#event.actor)}`;
  }

  /** `Nadia Farrow appointed Ann Lee`; for the service, which acts for nobody: `Ann Lee was appointed`. */
  did(act: string, whom: string): string {
    return this.#event.actor === 'system' ? `${capital(whom)} was ${act}` : `${this.who} ${act} ${whom}`;
  }

  /** True for the first event of an aggregate. */
  get isFirst(): boolean {
    return this.#event.seq === 1;
  }

  /** The name of the member whose chain this is. */
  get subject(): string {
    return this.name(this.#chainId);
  }

  /** The id of the aggregate whose chain this is. */
  get #chainId(): string {
    return this.#event.chain.slice(this.#event.chain.indexOf('/') + 1);
  }

  /** The piece of evidence whose chain this is: `“Of 212 families…”`. */
  get evidence(): string {
    return this.#telling.evidence?.get(this.#chainId) ?? 'a piece of evidence';
  }

  /** The appointment that the event names, as it stands today; null where the network no longer has it. */
  get appointment(): Appointment | null {
    return this.#telling.network.appointments.find((one) => one.id === this.text('appointmentId')) ?? null;
  }

  officeNamed(id: string): string {
    return officeName(this.#telling.network, id);
  }

  organisation(field: string): string {
    return organisationName(this.#telling.network, this.text(field));
  }

  day(at: Instant): string {
    return formatDate(at, this.#telling.network.timeZone);
  }

  name(id: string): string {
    return nameOf(this.#telling, id);
  }

  /** The name of an organisation by its id. */
  organisationNamed(id: string): string {
    const name = organisationName(this.#telling.network, id);
    return name === '' ? 'an organisation' : name;
  }

  text(field: string): string {
    const value = this.#event.data[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  texts(field: string): readonly string[] {
    const value = this.#event.data[field];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  /** The rows of a list in the data. */
  rows(field: string): readonly Readonly<Record<string, unknown>>[] {
    const value = this.#event.data[field];
    const all: readonly unknown[] = Array.isArray(value) ? value : [];
    return all.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
  }

  /** A step of the timetable by its name: `Lock the text`. */
  step(name: string): string {
    const step = StepName.safeParse(name);
    return step.success ? stepTitle(step.data, this.#telling.network) : 'a step';
  }

  time(field: string): string {
    const at = Instant.safeParse(this.#event.data[field]);
    return at.success ? formatDateTime(at.data, this.#telling.network.timeZone) : 'an unknown time';
  }

  /** A late passage by its writer and place: `what Joel Finch wrote in question 21 after the lock`. */
  get latePassage(): string {
    const section = this.#telling.sections?.get(this.text('section'));
    return `what ${this.name(this.text('member'))} wrote${section === undefined ? '' : ` in ${section}`} after the lock`;
  }

  /** ` from an email of Ann Lee of 3 May 2026`; empty where the organisation said it itself (PO6). */
  get fromEmail(): string {
    const from = this.text('from');
    return from === '' ? '' : ` from an email of ${this.name(from)} of ${this.dayOf('sent')}`;
  }

  /** The day of an instant in the data. */
  dayOf(field: string): string {
    const at = Instant.safeParse(this.#event.data[field]);
    return at.success ? this.day(at.data) : 'an unknown day';
  }

  /** The day before an instant in the data: the last day of a time that ends then. */
  lastDayOf(field: string): string {
    const at = Instant.safeParse(this.#event.data[field]);
    return at.success ? formatLastDay(at.data, this.#telling.network.timeZone) : 'an unknown day';
  }

  /** A position with its exceptions: `endorses, except on question 5: does not endorse`. */
  get position(): string {
    const said = (position: string): string => (isPosition(position) ? positionWords[position].toLowerCase() : 'stands elsewhere');
    const exceptions = this.#event.data['exceptions'];
    const listedOnes = Array.isArray(exceptions) ? (exceptions as readonly { section: string; position: string }[]) : [];
    const on = listedOnes.map(({ section, position }) => `${this.#telling.sections?.get(section) ?? 'a section'}: ${said(position)}`);
    return `${said(this.text('position'))}${on.length === 0 ? '' : `, except on ${on.join('; ')}`}`;
  }

  /** A section by its place: `question 21`. */
  get section(): string {
    return this.sectionNamed(this.text('section'));
  }

  sectionNamed(id: string): string {
    return this.#telling.sections?.get(id) ?? 'a section';
  }

  get office(): string {
    return this.officeNamed(this.text('office'));
  }

  get words(): string {
    return versionWords(this.text('digest'));
  }

  #round(): SignOffRound | undefined {
    return this.#telling.response?.rounds.find((one) => String(one.n) === this.text('round'));
  }

  seat(id: string): Seat | null {
    const slot = SlotId.safeParse(id);
    const round = this.#round();
    return round === undefined || !slot.success ? null : seatOf(round, slot.data);
  }

  /** The member in a slot: `Joan Prideaux`; for a deputy `Daniel Osei for Joan Prideaux`. */
  holder(id: string): string {
    return whoIn(this.seat(id)?.slot ?? null, this.#telling);
  }

  /** The office in which a decision was made: `chair`; by a deputy `chair for Joan Prideaux`. */
  get decidedAs(): string {
    const seat = this.seat(this.text('slot'));
    return seat === null ? this.office : officeOf(seat, this.#telling);
  }

  /** A change of office in words: its maker, its authority, and the holders before and after. */
  get officeChange(): string {
    const { network, members } = this.#telling;
    const round = this.#round();
    const change = round?.officeChanges[Number(this.text('change')) - 1];
    return change === undefined ? 'An office or a role changed' : changeInWords(change, { network, members }, this.#event.at);
  }

  officeOfSlot(id: string): string {
    return this.seat(id)?.stage.office.name ?? 'approver';
  }

  holders(field: string): string {
    return listed(this.texts(field).map((id) => this.holder(id)));
  }

  /** The comment typed with a decision, quoted; empty where there is none. */
  get comment(): string {
    const seat = this.seat(this.text('slot'));
    return quoted((seat === null ? null : decisionOf(seat.slot))?.comment);
  }

  /** The reason given when a round was taken back, quoted; empty where it is not on record. */
  get takenBackBecause(): string {
    const round = this.#round();
    return quoted((round === undefined ? null : endOf(round))?.reason);
  }

  /** The reason given for a removal of words, quoted. */
  get removedBecause(): string {
    const { response } = this.#telling;
    return quoted(response === null ? '' : removalNamed(response, this.text('removal'))?.reason);
  }

  /** The reason for which warnings were let stand at the lock of a round, quoted. */
  get warningsReason(): string {
    return quoted(this.#round()?.warningsReason);
  }

  /** The reason why the network does not respond, quoted; empty where it is not on record. */
  get notRespondingBecause(): string {
    const choice = this.#telling.response?.kinds?.at(Number(this.text('choice')) - 1);
    return quoted(choice?.type === 'none' ? choice.reason : '');
  }

  /** The reason for which the close was moved, quoted; empty where it is not on record. */
  get movedBecause(): string {
    return quoted(this.#moveIn(this.#telling.closingMoves)?.reason);
  }

  /** The reason for which a date was moved, quoted; empty where none was given. */
  get dateMovedBecause(): string {
    return quoted(this.#moveIn(this.#telling.dateMoves?.filter(({ step }) => step === this.text('step')))?.reason);
  }

  /** The move that the event tells of: the last one to this date by then. A command decides some milliseconds before its event is stored. */
  #moveIn<Move extends { readonly at: Instant; readonly to: Instant | null }>(moves: readonly Move[] = []): Move | undefined {
    return moves.findLast(({ at, to }) => at <= this.#event.at && to === this.text('to'));
  }
}

function isPosition(text: string): text is Position {
  return Object.hasOwn(positionWords, text);
}

/** Words that a person typed, cut to a line: `: “The figures are wrong.”`; empty where there are none. */
function quoted(typed = ''): string {
  const words = typed.trim().replace(/\s+/g, ' ');
  if (words === '') return '';
  return `: “${words.length > 240 ? `${words.slice(0, 240).toWellFormed()}…` : words}”`;
}
