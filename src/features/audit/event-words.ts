import type { ConsultationEvent } from '../../domain/consultation/consultation.ts';
import { SlotId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import { Instant } from '../../domain/outcome.ts';
import type { Response, ResponseEvent } from '../../domain/response/response.ts';
import { type Seat, type SignOffRound, seatOf } from '../../domain/round/round.ts';
import { decisionOf } from '../../domain/round/stage.ts';
import { formatDateTime } from '../../domain/time/calendar.ts';
import { capital, counted, listed } from '../../phrases/english.ts';
import { changeInWords } from '../../phrases/office-changes.ts';
import { nameOf, officeName } from '../../phrases/people.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import { versionWords } from '../../text/version-words.ts';

/** The kinds by which entries are filtered. */
export const kindsOfEntry = { 'sign-off': 'Sign-off', text: 'Text', documents: 'Documents', consultation: 'Consultation' } as const;
export type KindOfEntry = keyof typeof kindsOfEntry;

/** The data an entry is told with: names stand in members, the words of a reason in the response. */
export interface Telling {
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly response: Response | null;
  /** The name of each section, by id; without sections that are not asked any more. */
  readonly sections?: ReadonlyMap<string, string>;
}

type EventType = ConsultationEvent['type'] | ResponseEvent['type'];
type Tell = (entry: Entry) => string;

/** One event in everyday words; its actor is named unless it is the system. */
export function tellEvent(event: StoredEvent, telling: Telling): { readonly kind: KindOfEntry; readonly words: string } {
  const known = Object.hasOwn(table, event.type) ? table[event.type as EventType] : null;
  if (known === null) return { kind: 'consultation', words: event.type };
  return { kind: known.kind, words: known.tell(new Entry(event, telling)) };
}

/** One event with lookups for its words. */
class Entry {
  readonly #event: StoredEvent;
  readonly #telling: Telling;

  constructor(event: StoredEvent, telling: Telling) {
    this.#event = event;
    this.#telling = telling;
  }

  /** The actor, for the start of a sentence. */
  get who(): string {
    return this.#event.actor === 'system' ? 'The service' : capital(this.name(this.#event.actor));
  }

  name(id: string): string {
    return nameOf(this.#telling, id);
  }

  text(field: string): string {
    const value = this.#event.data[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  texts(field: string): readonly string[] {
    const value = this.#event.data[field];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
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

  get office(): string {
    return officeName(this.#telling.network, this.text('office'));
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

  /** `Meera Vasani, vice chair` of a slot. */
  holder(id: string): string {
    const seat = this.seat(id);
    return seat === null ? 'somebody' : this.name(seat.slot.memberId);
  }

  /** A change of office: who did what, by what authority, and who held the office before and after it. */
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
    const decision = seat === null ? null : decisionOf(seat.slot);
    const comment = decision?.comment.trim().replace(/\s+/g, ' ') ?? '';
    if (comment === '') return '';
    return `: “${comment.length > 240 ? `${comment.slice(0, 240).toWellFormed()}…` : comment}”`;
  }
}

const assurances: Readonly<Record<string, string>> = {
  name: 'Emailed link and typed name',
  code: 'Emailed link, typed name and emailed code',
  'signed-in': 'Signed in, and typed name',
  'signed-in-code': 'Signed in, typed name and emailed code',
};

const channels: Readonly<Record<string, string>> = { portal: 'the department’s online form', email: 'email', post: 'post, or by hand' };

const decided =
  (did: string): Tell =>
  (e) => {
    const how = assurances[e.text('assurance')];
    return `${e.who} ${did} as ${e.office}${e.comment}${how === undefined ? '' : `. ${how}`}`;
  };

const table = {
  ConsultationAdded: { kind: 'consultation', tell: (e) => `${e.who} added the consultation. It closes ${e.time('closesAt')}` },
  ConsultationDetailsChanged: { kind: 'consultation', tell: (e) => `${e.who} changed the details of the consultation` },
  ClosingMoved: { kind: 'consultation', tell: (e) => `${e.who} moved the close from ${e.time('from')} to ${e.time('to')}` },
  QuestionsImported: {
    kind: 'consultation',
    tell: (e) =>
      `${e.who} brought in version ${e.text('version')} of the question set: ${counted(Number(e.text('questions')), 'question', 'questions')}`,
  },
  QuestionAdded: { kind: 'consultation', tell: (e) => `${e.who} added a question: version ${e.text('version')} of the question set` },
  QuestionChanged: { kind: 'consultation', tell: (e) => `${e.who} changed a question: version ${e.text('version')} of the question set` },
  QuestionRemoved: { kind: 'consultation', tell: (e) => `${e.who} took out a question: version ${e.text('version')} of the question set` },
  ResponseStarted: { kind: 'text', tell: (e) => `${e.who} started the response` },
  TextLocked: { kind: 'text', tell: (e) => `${e.who} locked the text` },
  LockAbandoned: { kind: 'text', tell: (e) => `The lock was given up, and writing went on: ${e.text('because')}` },
  DraftReopened: { kind: 'text', tell: () => 'The draft opened again, from the words that were locked' },
  DraftConverted: { kind: 'text', tell: () => 'The draft went on in the form of a new release, with every word as it was' },
  LatePassageBrought: { kind: 'text', tell: (e) => `${e.who} brought into the draft ${e.latePassage}` },
  LatePassageLeftOut: { kind: 'text', tell: (e) => `${e.who} left out ${e.latePassage}` },
  LatePassageTakenUp: { kind: 'text', tell: (e) => `${e.who} is deciding again about ${e.latePassage}` },
  RoundOpened: {
    kind: 'sign-off',
    tell: (e) => {
      const warnings = e.texts('warnings').length;
      return `Round ${e.text('round')} opened. Version words ${e.words}${warnings === 0 ? '' : `. ${counted(warnings, 'warning', 'warnings')} acknowledged`}`;
    },
  },
  StageActivated: { kind: 'sign-off', tell: (e) => `${e.holders('slots')} asked to decide as ${e.office}, by ${e.time('dueAt')}` },
  StageNotApplicable: {
    kind: 'sign-off',
    tell: (e) =>
      `No ${e.office} is asked: ${e.text('because') === 'vacant' ? 'nobody is in post' : 'whoever is in post holds a later office'}`,
  },
  StageBlocked: { kind: 'sign-off', tell: (e) => `Nobody is left who can decide as ${e.office}` },
  StageSatisfied: { kind: 'sign-off', tell: (e) => `The ${e.office}’s sign-off is complete` },
  SlotStoodDown: {
    kind: 'sign-off',
    tell: (e) => `${e.holder(e.text('slot'))} stood down as ${e.officeOfSlot(e.text('slot'))}: enough have signed`,
  },
  SlotReplaced: {
    kind: 'sign-off',
    tell: (e) =>
      `${e.holder(e.text('slot'))} is no longer ${e.officeOfSlot(e.text('slot'))}${e.texts('by').length === 0 ? '' : `; ${e.holders('by')} asked instead`}`,
  },
  SlotAdded: { kind: 'sign-off', tell: (e) => `${e.holder(e.text('slot'))} asked too, as ${e.office}` },
  OfficeChanged: { kind: 'sign-off', tell: (e) => e.officeChange },
  RoleChanged: { kind: 'sign-off', tell: (e) => e.officeChange },
  ApprovalCarried: {
    kind: 'sign-off',
    tell: (e) => `${e.holder(e.text('slot'))}’s approval of the same text in round ${e.text('from')} stands`,
  },
  Approved: { kind: 'sign-off', tell: decided('approved') },
  ChangesRequested: { kind: 'sign-off', tell: decided('asked for changes') },
  Declined: { kind: 'sign-off', tell: decided('declined') },
  RoundApproved: { kind: 'sign-off', tell: (e) => `Round ${e.text('round')} is approved. Version words ${e.words}` },
  RoundRecalled: { kind: 'sign-off', tell: (e) => `${e.who} took back round ${e.text('round')}` },
  RoundLapsed: { kind: 'sign-off', tell: (e) => `Round ${e.text('round')} ran out of time. Nothing was approved by that` },
  RoundResumed: { kind: 'sign-off', tell: (e) => `Round ${e.text('round')} goes on, because the close moved` },
  ResponseStopped: { kind: 'sign-off', tell: () => 'Everything stopped: only the sponsor can start the draft again' },
  FinalExportMade: {
    kind: 'documents',
    tell: (e) => `The final document was made as ${e.text('format') === 'pdf' ? 'PDF' : 'Word (DOCX)'}. Version words ${e.words}`,
  },
  Submitted: {
    kind: 'documents',
    tell: (e) => {
      const reference = e.text('reference');
      const approved = e.text('digest') === '' ? '. What was sent had not been approved' : '';
      return `${e.who} recorded that the response was sent ${e.time('at')}, through ${channels[e.text('channel')] ?? 'another way'}${reference === '' ? '' : `, response ID ${reference}`}${approved}`;
    },
  },
} as const satisfies Readonly<Record<EventType, { readonly kind: KindOfEntry; readonly tell: Tell }>>;
