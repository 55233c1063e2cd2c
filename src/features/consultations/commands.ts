import type { Asked, Registration } from '../../domain/consultation/consultation.ts';
import { ConsultationId, SectionId } from '../../domain/ids.ts';
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
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import { type Changed, change, create } from '../../store/change.ts';
import { digestOf } from '../../text/canonical.ts';
import type { Viewer } from '../../web/viewer.ts';

type Done = Promise<Changed<'consultation'> | Refused>;

/** The id made from a person and the nonce of a form, so that a form sent twice makes one thing. */
function idOfForm(services: Services, viewer: Viewer, nonce: string): string {
  return services.keys.hmac('form-id', `${viewer.member.id} ${nonce}`).slice(0, 26);
}

/** Registers a consultation, once for one form. */
export async function add(
  services: Services,
  viewer: Viewer,
  nonce: string,
  given: Registration,
): Promise<Stored<'consultation'> | Refused> {
  const id = ConsultationId.parse(idOfForm(services, viewer, nonce));
  const outcome = addConsultation({ id, networkId: viewer.network.id }, given, services.now());
  if (!outcome.ok) return outcome;
  const created = await create(services.aggregates, 'consultation', id, viewer.member.id, outcome);
  return created ?? (await services.aggregates.get('consultation', id)) ?? refused('not-found');
}

export async function changeRegistration(
  services: Services,
  viewer: Viewer,
  id: ConsultationId,
  given: Omit<Registration, 'closesAt'>,
): Done {
  return change(services.aggregates, 'consultation', id, viewer.member.id, (consultation) => changeDetails(consultation, given));
}

/** Moves the close. The reason's words stay in the state; its hash goes into the event. */
export async function move(services: Services, viewer: Viewer, id: ConsultationId, { to, reason }: { to: Instant; reason: string }): Done {
  const reasonHash = digestOf(new TextEncoder().encode(reason));
  const by = viewer.member.id;
  return change(services.aggregates, 'consultation', id, by, (consultation) =>
    moveClosing(consultation, { to, reason, reasonHash, by, at: services.now() }),
  );
}

/** Imports a question set as a new version. */
export async function bringIn(services: Services, viewer: Viewer, id: ConsultationId, given: Pick<Import, 'asked' | 'fresh'>): Done {
  const ids = given.asked.map(() => services.newId());
  return change(services.aggregates, 'consultation', id, viewer.member.id, (consultation) =>
    importQuestions(consultation, { ...given, ids, at: services.now() }),
  );
}

/** Adds one question, once for one form. */
export async function addOne(services: Services, viewer: Viewer, id: ConsultationId, nonce: string, asked: Asked): Done {
  const questionId = SectionId.parse(idOfForm(services, viewer, nonce));
  return change(services.aggregates, 'consultation', id, viewer.member.id, (consultation) =>
    addQuestion(consultation, asked, questionId, services.now()),
  );
}

export async function changeOne(services: Services, viewer: Viewer, id: ConsultationId, questionId: SectionId, asked: Asked): Done {
  return change(services.aggregates, 'consultation', id, viewer.member.id, (consultation) =>
    changeQuestion(consultation, questionId, asked, services.now()),
  );
}

export async function removeOne(services: Services, viewer: Viewer, id: ConsultationId, questionId: SectionId): Done {
  return change(services.aggregates, 'consultation', id, viewer.member.id, (consultation) =>
    removeQuestion(consultation, questionId, services.now()),
  );
}
