import type { Asked, Registration } from '../../domain/consultation/consultation.ts';
import { ConsultationId, SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Instant, type Refused, refused } from '../../domain/outcome.ts';
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

/**
 * Registers a consultation, once for one form. Refuses a second one of a title and a close, unless `twin` says that it is meant: a
 * browser that goes back shows a new form with the old words (SF7).
 */
export async function add(
  services: Services,
  by: Person,
  nonce: string,
  given: Registration,
  twin: 'refuse' | 'add' = 'refuse',
): Promise<Stored<'consultation'> | Refused> {
  const id = ConsultationId.parse(idOfForm(services, by, nonce));
  const { networkId } = by;
  const judged = await judge(services, by, { act: 'consultation.add', networkId });
  if (!judged.ok) return judged;
  const known = await all(services.aggregates, 'consultation', { where: { networkId } });
  const same = known.find(({ state }) => state.closesAt === given.closesAt && gist(state.title) === gist(given.title));
  if (same !== undefined && twin === 'refuse' && !known.some((one) => one.id === id)) {
    return refused('already-exists', `“${same.state.title}” with this close is in the register already`);
  }
  const created = await createAs(services, by, { act: 'consultation.add', kind: 'consultation', id, networkId }, () =>
    addConsultation({ id, networkId }, given, services.now()),
  );
  return created ?? (await services.aggregates.get('consultation', id)) ?? refused('not-found');
}

export async function changeRegistration(services: Services, by: Person, id: ConsultationId, given: Omit<Registration, 'closesAt'>): Done {
  return changeAs(services, by, editing(id), (consultation) => changeDetails(consultation, given));
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
