import { type Consultation, currentQuestions } from './consultation/consultation.ts';
import type { ConsultationId, OfficeId } from './ids.ts';
import { isCurrent, isUntold, type Member } from './network/member.ts';
import type { Network } from './network/network.ts';
import type { Instant } from './outcome.ts';
import { hasEnded, isInForce } from './time/span.ts';

/** One step of setting up a network, in the order of {@link setUpOf}. */
export type SetUpStep =
  | { readonly step: 'organisations' | 'people' | 'consultation' | 'invitations'; readonly done: boolean; readonly count: number }
  | { readonly step: 'offices'; readonly done: boolean; readonly vacant: readonly OfficeId[] }
  | { readonly step: 'questions'; readonly done: boolean; readonly count: number; readonly of: ConsultationId | null };

/** The facts from which the steps of a network follow. */
export interface SettingUp {
  readonly network: Network;
  readonly members: readonly Member[];
  readonly consultations: readonly Consultation[];
  /** True once a response of the network was started. */
  readonly started: boolean;
  readonly now: Instant;
}

/** The steps of setting up a network (NW8); null once all are done, or a response was started. */
export function setUpOf({ network, members, consultations, started, now }: SettingUp): readonly SetUpStep[] | null {
  const organisations = network.organisations.filter((one) => isInForce(one, now)).length;
  const people = members.filter((one) => isCurrent(one, now) && one.role !== 'coordinator').length;
  const untold = members.filter((one) => isUntold(one, now)).length;
  const vacant = vacantOffices(network, members, now);
  const asked = consultations.map((one) => ({ id: one.id, count: currentQuestions(one).questions.length }));
  const [first = { id: null, count: 0 }] = asked.toSorted((a, b) => b.count - a.count);
  const steps: readonly SetUpStep[] = [
    { step: 'organisations', done: organisations > 0, count: organisations },
    { step: 'people', done: people > 0, count: people },
    { step: 'offices', done: vacant.length === 0, vacant },
    { step: 'consultation', done: consultations.length > 0, count: consultations.length },
    { step: 'questions', done: first.count > 0, count: first.count, of: first.id },
    { step: 'invitations', done: people > 0 && untold === 0, count: untold },
  ];
  return started || steps.every(({ done }) => done) ? null : steps;
}

/** The offices that no present member holds, now or by an appointment to come. */
export function vacantOffices(network: Network, members: readonly Member[], now: Instant): readonly OfficeId[] {
  const here = new Set<string>(members.filter((one) => isCurrent(one, now)).map(({ id }) => id));
  const held = network.appointments.filter((one) => !hasEnded(one, now) && here.has(one.memberId)).map(({ office }) => office);
  return network.offices.flatMap(({ id }) => (held.includes(id) ? [] : [id]));
}
