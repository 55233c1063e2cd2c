import type { ConsultationEvent } from '../../domain/consultation/consultation.ts';
import type { PositionsEvent } from '../../domain/positions/positions.ts';
import type { ResponseEvent } from '../../domain/response/response.ts';
import { counted, followedBy, listed } from '../../phrases/english.ts';
import { butWithout } from '../../phrases/late-passages.ts';
import { acknowledged } from '../../phrases/warnings.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import { evidenceWords } from './evidence-words.ts';
import { Entry, type KindOfEntry, type Tell, type Telling, type WordsFor } from './entry.ts';
import { memberWords, networkWords } from './network-words.ts';
import { planWords } from './plan-words.ts';

type EventType = ConsultationEvent['type'] | ResponseEvent['type'] | PositionsEvent['type'];

/** One event in everyday words; its actor is named unless it is the system. */
export function tellEvent(event: StoredEvent, telling: Telling): { readonly kind: KindOfEntry; readonly words: string } {
  const known = Object.hasOwn(words, event.type) ? words[event.type as keyof typeof words] : null;
  if (known === null) return { kind: 'consultation', words: event.type };
  return { kind: known.kind, words: known.tell(new Entry(event, telling)) };
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
    return followedBy(`${e.who} ${did} as ${e.decidedAs}${e.comment}`, how ?? '');
  };

/** The decision about the kind of response, as the record says it after the name of the person (RK8). */
function kindWords(e: Entry): string {
  switch (e.text('kind')) {
    case 'endorse':
      return `decided that the network endorses the response of ${e.text('body')}`;
    case 'none':
      return `decided that the network does not respond${e.notRespondingBecause}`;
    default:
      return e.text('before') === 'none'
        ? 'took back that the network does not respond'
        : 'decided that the network gives its own response';
  }
}

const table = {
  ConsultationAdded: { kind: 'consultation', tell: (e) => `${e.who} added the consultation. It closes ${e.time('closesAt')}` },
  ConsultationDetailsChanged: { kind: 'consultation', tell: (e) => `${e.who} changed the details of the consultation` },
  ClosingMoved: {
    kind: 'consultation',
    tell: (e) => `${e.who} moved the close from ${e.time('from')} to ${e.time('to')}${e.movedBecause}`,
  },
  RepresentationAdded: {
    kind: 'consultation',
    tell: (e) =>
      `${e.who} added the representation to ${e.text('recipient')}. ${e.text('sendBy') === '' ? `It has to arrive by ${e.time('closesAt')}` : `It is to be sent by ${e.time('sendBy')}`}`,
  },
  RepresentationChanged: { kind: 'consultation', tell: (e) => `${e.who} changed the details of the representation` },
  SendByMoved: { kind: 'consultation', tell: (e) => `${e.who} moved the date to send it by from ${e.time('from')} to ${e.time('to')}` },
  HeadingsSet: {
    kind: 'consultation',
    tell: (e) => `${e.who} set the headings: ${counted(Number(e.text('headings')), 'heading', 'headings')}, version ${e.text('version')}`,
  },
  QuestionsImported: {
    kind: 'consultation',
    tell: (e) =>
      `${e.who} brought in version ${e.text('version')} of the question set: ${counted(Number(e.text('questions')), 'question', 'questions')}`,
  },
  QuestionAdded: { kind: 'consultation', tell: (e) => `${e.who} added a question: version ${e.text('version')} of the question set` },
  QuestionChanged: { kind: 'consultation', tell: (e) => `${e.who} changed a question: version ${e.text('version')} of the question set` },
  QuestionRemoved: { kind: 'consultation', tell: (e) => `${e.who} took out a question: version ${e.text('version')} of the question set` },
  ResponseStarted: { kind: 'text', tell: (e) => `${e.who} began the text` },
  PeopleTold: {
    kind: 'text',
    tell: (e) => `${e.who} told ${listed(e.texts('members').map((id) => e.name(id)))} that the text is being written`,
  },
  OrganisationsReminded: {
    kind: 'text',
    tell: (e) => `${e.who} reminded ${listed(e.texts('organisations').map((id) => e.organisationNamed(id)))}`,
  },
  KindChosen: { kind: 'consultation', tell: (e) => `${e.who} ${kindWords(e)}` },
  DocumentAttached: {
    kind: 'documents',
    tell: (e) => `${e.who} attached the document that is endorsed: ${e.text('name')}, with the fingerprint ${e.text('digest')}`,
  },
  TextLocked: { kind: 'text', tell: (e) => `${e.who} locked the text` },
  LockAbandoned: { kind: 'text', tell: (e) => `The lock was given up, and writing went on: ${e.text('because')}` },
  DraftReopened: { kind: 'text', tell: () => 'The draft opened again, from the words that were locked' },
  DraftConverted: { kind: 'text', tell: () => 'The draft went on in the form of a new release, with every word as it was' },
  DraftRestored: { kind: 'text', tell: () => 'The draft went on from the backup' },
  Restored: {
    kind: 'text',
    tell: (e) => `The service was restored from the backup of ${e.time('backup')}. Acts after that moment are not here`,
  },
  LatePassageBrought: { kind: 'text', tell: (e) => `${e.who} brought into the draft ${e.latePassage}${butWithout(e.texts('without'))}` },
  LatePassageLeftOut: { kind: 'text', tell: (e) => `${e.who} left out ${e.latePassage}` },
  LatePassageTakenUp: { kind: 'text', tell: (e) => `${e.who} is deciding again about ${e.latePassage}` },
  AnswerBrought: {
    kind: 'text',
    tell: (e) => `${e.who} brought the answer to ${e.section}, which had gone or was split, into ${e.sectionNamed(e.text('into'))}`,
  },
  SectionMarkedReady: { kind: 'text', tell: (e) => `${e.who} marked ${e.section} ready to read` },
  SectionReadyTakenBack: { kind: 'text', tell: (e) => `${e.who} took back that ${e.section} is ready to read` },
  AdditionTakenOut: {
    kind: 'text',
    tell: (e) =>
      e.text('part') === 'member'
        ? `${e.who} took out of the draft what ${listed(e.texts('members').map((id) => e.name(id)))} had written: ${counted(Number(e.text('words')), 'word', 'words')}`
        : `${e.who} took out of the draft ${counted(Number(e.text('words')), 'word', 'words')} outside its answers`,
  },
  RemovalBegun: { kind: 'text', tell: (e) => `${e.who} began to remove words for good. The record does not tell which${e.removedBecause}` },
  TextCleared: { kind: 'text', tell: () => 'The text went on without the words that are being removed' },
  RemovalDone: {
    kind: 'text',
    tell: (e) => `The words were removed for good, from ${counted(Number(e.text('places')), 'place', 'places')}`,
  },
  RemovalLost: {
    kind: 'text',
    tell: () => 'The words to remove were lost before they were removed everywhere. Somebody has to type them again',
  },
  WordsRemoved: {
    kind: 'text',
    tell: (e) => `Words were removed for good from ${counted(Number(e.text('places')), 'field', 'fields')}. The record does not tell which`,
  },
  PositionAsked: {
    kind: 'positions',
    tell: (e) => `${e.who} asked ${listed(e.texts('members').map((id) => e.name(id)))} where their organisation stands`,
  },
  PositionGiven: { kind: 'positions', tell: (e) => `${e.who} said for ${e.organisation('organisationId')} that it ${e.position}` },
  PositionRecorded: {
    kind: 'positions',
    tell: (e) => `${e.who} recorded${e.fromEmail} that ${e.organisation('organisationId')} ${e.position}`,
  },
  ClearanceAwaited: {
    kind: 'positions',
    tell: (e) =>
      e.fromEmail === ''
        ? `${e.who} said that ${e.organisation('organisationId')} awaits clearance until ${e.dayOf('until')}`
        : `${e.who} recorded${e.fromEmail} that ${e.organisation('organisationId')} awaits clearance until ${e.dayOf('until')}`,
  },
  RoundOpened: {
    kind: 'sign-off',
    tell: (e) => {
      const warnings = acknowledged(e.texts('warnings'));
      const opened = `Round ${e.text('round')} opened. Version words ${e.words}`;
      return warnings === 0 ? opened : `${opened}. ${counted(warnings, 'warning', 'warnings')} acknowledged${e.warningsReason}`;
    },
  },
  StageActivated: { kind: 'sign-off', tell: (e) => `${e.holders('slots')} asked to decide as ${e.office}, by ${e.time('dueAt')}` },
  StageNotApplicable: {
    kind: 'sign-off',
    tell: (e) =>
      `No ${e.office} is asked: ${e.text('because') === 'vacant' ? 'nobody is in post' : 'everybody in post holds a later office'}`,
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
      `${e.holder(e.text('slot'))} is no longer asked as ${e.officeOfSlot(e.text('slot'))}${e.texts('by').length === 0 ? '' : `; ${e.holders('by')} asked instead`}`,
  },
  SlotAdded: { kind: 'sign-off', tell: (e) => `${e.holder(e.text('slot'))} asked too, as ${e.office}` },
  SlotDeputised: {
    kind: 'sign-off',
    tell: (e) =>
      `${e.who} handed the decision of ${e.holder(e.text('slot'))} as ${e.office} over to ${e.name(e.text('memberId'))}, until ${e.lastDayOf('until')} at the latest`,
  },
  SlotHandedBack: {
    kind: 'sign-off',
    tell: (e) => `The decision as ${e.office} went back to ${e.holder(e.text('slot'))}${e.byWhom}`,
  },
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
  RoundRecalled: { kind: 'sign-off', tell: (e) => `${e.who} took back round ${e.text('round')}${e.takenBackBecause}` },
  RoundLapsed: { kind: 'sign-off', tell: (e) => `Round ${e.text('round')} ran out of time. Nothing was approved by that` },
  RoundResumed: { kind: 'sign-off', tell: (e) => `Round ${e.text('round')} goes on: there is time again` },
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
      return `${e.who} recorded that the text was sent ${e.time('at')}, through ${channels[e.text('channel')] ?? 'another way'}${reference === '' ? '' : `, reference ${reference}`}${approved}`;
    },
  },
} as const satisfies WordsFor<Exclude<EventType, keyof typeof planWords>>;

const words = { ...table, ...planWords, ...evidenceWords, ...networkWords, ...memberWords };
