import {
  type Asked,
  type Consultation,
  type ConsultationEvent,
  type Registration,
  isRepresentation,
  plannedTo,
} from '../../domain/consultation/consultation.ts';
import { everAsked } from '../../domain/consultation/gone.ts';
import type { HeadingLine } from '../../domain/consultation/heading-lines.ts';
import {
  type HeadingGiven,
  type Resending,
  type Sending,
  addRepresentation,
  changeRepresentation,
  setHeadings,
} from '../../domain/consultation/represent.ts';
import { ConsultationId, type NetworkId, SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Instant, type Outcome, type Refused, refused } from '../../domain/outcome.ts';
import {
  type Import,
  addConsultation,
  addQuestion,
  changeDetails,
  changeQuestion,
  importQuestions,
  moveClosing,
  removeQuestion,
} from '../../domain/consultation/register.ts';
import { gist } from '../../domain/consultation/wording.ts';
import { changeAs, createAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import { all } from '../../store/every.ts';
import type { Changed } from '../../store/change.ts';
import { digestOf } from '../../text/canonical.ts';

type Done = Promise<Changed<'consultation'> | Refused>;

/** The id made from a person and the nonce of a form, so that a form sent twice makes one thing. */
function idOfForm(services: Services, by: Person, nonce: string): string {
  return services.keys.hmac('form-id', `${by.memberId} ${nonce}`).slice(0, 26);
}

function editing(id: ConsultationId) {
  return { act: 'consultation.edit', kind: 'consultation', id } as const;
}

type Twin = 'refuse' | 'add';

/**
 * Registers a consultation, once for one form. Refuses a second one of a title and a close, unless `twin` says that it is meant: a
 * browser that goes back shows a new form with the old words (SF7).
 */
export async function add(services: Services, by: Person, nonce: string, given: Registration, twin: Twin = 'refuse'): Added {
  const { title, closesAt: end } = given;
  return register(services, by, { nonce, title, end, twin }, (ids) => addConsultation(ids, given, services.now()));
}

/** The data of a new representation with its headings as they were typed. */
export interface Letter extends Sending {
  readonly headings: readonly HeadingLine[];
}

/** Registers a representation, once for one form (RK9). Refuses a second one of a title and a date as {@link add} does. */
export async function addLetter(services: Services, by: Person, nonce: string, given: Letter, twin: Twin = 'refuse'): Added {
  const { title, end } = given;
  const headings = newHeadings(services, by, nonce, given.headings);
  return register(services, by, { nonce, title, end: end.at, twin }, (ids) =>
    addRepresentation(ids, { ...given, headings }, services.now()),
  );
}

/** The headings that one form adds, each with an id that the form always gives it. */
function newHeadings(services: Services, by: Person, nonce: string, lines: readonly HeadingLine[]): readonly HeadingGiven[] {
  return lines.map((line, n) => ({ ...line, id: idOfForm(services, by, `${nonce} heading ${n}`) }));
}

interface Registering {
  readonly nonce: string;
  readonly title: string;
  readonly end: Instant;
  readonly twin: Twin;
}

type Added = Promise<Stored<'consultation'> | Refused>;

async function register(
  services: Services,
  by: Person,
  { nonce, title, end, twin }: Registering,
  decide: (ids: { readonly id: ConsultationId; readonly networkId: NetworkId }) => Outcome<Consultation, ConsultationEvent>,
): Added {
  const id = ConsultationId.parse(idOfForm(services, by, nonce));
  const { networkId } = by;
  const judged = await judge(services, by, { act: 'consultation.add', networkId });
  if (!judged.ok) return judged;
  const known = await all(services.aggregates, 'consultation', { where: { networkId } });
  const same = known.find(({ state }) => plannedTo(state) === end && gist(state.title) === gist(title));
  if (same !== undefined && twin === 'refuse' && !known.some((one) => one.id === id)) {
    const date = isRepresentation(same.state) ? 'this date' : 'this close';
    return refused('already-exists', `“${same.state.title}” with ${date} is in the register already`);
  }
  const created = await createAs(services, by, { act: 'consultation.add', kind: 'consultation', id, networkId }, () =>
    decide({ id, networkId }),
  );
  return created ?? (await services.aggregates.get('consultation', id)) ?? refused('not-found');
}

export async function changeRegistration(services: Services, by: Person, id: ConsultationId, given: Omit<Registration, 'closesAt'>): Done {
  return changeAs(services, by, editing(id), (consultation) => changeDetails(consultation, given));
}

/** Changes the title, the recipient and the date of a representation (RK9, RK11). */
export async function changeLetter(services: Services, by: Person, id: ConsultationId, given: Omit<Resending, 'at' | 'by'>): Done {
  return changeAs(services, by, editing(id), (consultation) =>
    changeRepresentation(consultation, { ...given, at: services.now(), by: by.memberId }),
  );
}

/** The headings of a representation as a form has them: those that are kept, in order, and lines for more. */
export interface HeadingsTyped {
  readonly kept: readonly HeadingGiven[];
  readonly more: readonly HeadingLine[];
  /** The version of the headings on the page. */
  readonly over: number;
  readonly nonce: string;
}

/** Sets the headings of a representation (RK10). Refuses an id that never was a heading of it. */
export async function changeHeadings(services: Services, by: Person, id: ConsultationId, given: HeadingsTyped): Done {
  const { kept, over } = given;
  const more = newHeadings(services, by, given.nonce, given.more);
  return changeAs(services, by, editing(id), (consultation) => {
    const known = everAsked(consultation);
    if (!kept.every((heading) => known.has(heading.id))) return refused('not-found');
    return setHeadings(consultation, { headings: [...kept, ...more], over }, services.now());
  });
}

/** Moves the close. The reason's words stay in the state; its hash goes into the event. */
export async function move(services: Services, by: Person, id: ConsultationId, { to, reason }: { to: Instant; reason: string }): Done {
  const reasonHash = digestOf(new TextEncoder().encode(reason));
  return changeAs(services, by, editing(id), (consultation) =>
    moveClosing(consultation, { to, reason, reasonHash, by: by.memberId, at: services.now() }),
  );
}

/** Imports a question set as a new version. */
export async function bringIn(
  services: Services,
  by: Person,
  id: ConsultationId,
  given: Pick<Import, 'asked' | 'decisions' | 'over'>,
): Done {
  const ids = given.asked.map(() => services.newId());
  return changeAs(services, by, editing(id), (consultation) => importQuestions(consultation, { ...given, ids, at: services.now() }));
}

/** Adds one question, once for one form. */
export async function addOne(services: Services, by: Person, id: ConsultationId, nonce: string, asked: Asked): Done {
  const questionId = SectionId.parse(idOfForm(services, by, nonce));
  return changeAs(services, by, editing(id), (consultation) => addQuestion(consultation, asked, questionId, services.now()));
}

export async function changeOne(services: Services, by: Person, id: ConsultationId, questionId: SectionId, asked: Asked): Done {
  return changeAs(services, by, editing(id), (consultation) => changeQuestion(consultation, questionId, asked, services.now()));
}

export async function removeOne(services: Services, by: Person, id: ConsultationId, questionId: SectionId): Done {
  return changeAs(services, by, editing(id), (consultation) => removeQuestion(consultation, questionId, services.now()));
}
