import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { StepName } from '../../domain/consultation/date-move.ts';
import type { ConsultationId, ResponseId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Instant, type Refused, refused } from '../../domain/outcome.ts';
import { type LeadChange, canLead, nameLeads } from '../../domain/response/leading.ts';
import { type Planned, moveDate, planAgain } from '../../domain/response/plan/moving-dates.ts';
import { knownSections } from '../../domain/consultation/known-sections.ts';
import { everybodyIn } from '../../reading/people.ts';
import { consultationOf, responseTo } from '../../reading/response.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import type { Changed } from '../../store/change.ts';
import { digestOf } from '../../text/canonical.ts';

type Done<K extends 'consultation' | 'response'> = Promise<Changed<K> | Refused>;

function planning(id: ConsultationId) {
  return { act: 'plan.change', kind: 'consultation', id } as const;
}

async function plannedFor(services: Services, consultation: Consultation): Promise<Planned> {
  const { network } = await everybodyIn(services, consultation.networkId);
  const response = await responseTo(services, consultation);
  return { consultation, network, response: response?.state ?? null };
}

/** A date as a coordinator moves it. `was` is the date on their page; the reason may be empty. */
export interface Moved {
  readonly step: StepName;
  readonly was: Instant;
  readonly to: Instant;
  readonly reason: string;
}

/** Moves the date of one step. The reason's words stay in the state; its hash goes into the event (WO15). */
export async function moveStep(services: Services, by: Person, id: ConsultationId, moved: Moved): Done<'consultation'> {
  const reasonHash = moved.reason === '' ? null : digestOf(new TextEncoder().encode(moved.reason));
  return changeAs(services, by, planning(id), async (consultation, duties) =>
    moveDate(await plannedFor(services, consultation), { ...moved, reasonHash, by: by.memberId, at: services.now(), duties }),
  );
}

/** Plans every date that was moved again from the close (WO15). */
export async function planDatesAgain(services: Services, by: Person, id: ConsultationId): Done<'consultation'> {
  return changeAs(services, by, planning(id), async (consultation, duties) =>
    planAgain(await plannedFor(services, consultation), { by: by.memberId, at: services.now(), duties }),
  );
}

/** Names the drafting leads of sections, all or none (WO17). Refuses a person who may not write, and a section that never was. */
export async function nameDraftingLeads(services: Services, by: Person, id: ResponseId, changes: readonly LeadChange[]): Done<'response'> {
  return changeAs(services, by, { act: 'plan.change', kind: 'response', id }, async (response, duties) => {
    const at = services.now();
    const { network, members } = await everybodyIn(services, response.networkId);
    const { fixed, questions } = knownSections(await consultationOf(services, response));
    if (!changes.every(({ section }) => fixed.has(section) || questions.has(section))) return refused('not-found');
    const able = new Set<string>(members.filter((member) => canLead(member, network, at)).map((member) => member.id));
    if (!changes.every(({ member }) => member === null || able.has(member)))
      return refused('invalid', 'A drafting lead must be a member who may write.');
    return nameLeads(response, { changes, by: by.memberId, at, duties });
  });
}
