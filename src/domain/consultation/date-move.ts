import { z } from 'zod';
import { MemberId, type OfficeId } from '../ids.ts';
import { Instant } from '../outcome.ts';

/** A dated step of the timetable by its name: `lock`, or `office:chair` for the date of an office. */
export const StepName = z
  .string()
  .regex(/^(?:contributions|consolidated-draft|lock|submit|office:[a-z][a-z0-9-]{0,39})$/)
  .brand('StepName');
export type StepName = z.infer<typeof StepName>;

const beforeOffices = ['contributions', 'consolidated-draft', 'lock'].map((name) => StepName.parse(name));
const submit = StepName.parse('submit');

/** The step of an office of the chain. */
export function officeStep(id: OfficeId): StepName {
  return StepName.parse(`office:${id}`);
}

/** The names of all steps of a chain in order, as the dates of a plan stand (WO1). */
export function stepNames(offices: readonly { readonly id: OfficeId }[]): readonly StepName[] {
  return [...beforeOffices, ...offices.map(({ id }) => officeStep(id)), submit];
}

/**
 * One move of a date by a coordinator (WO15). `to` is null where the step was planned again from the close. A step of an office that
 * the chain no longer has counts for nothing.
 */
export const DateMove = z.strictObject({
  at: Instant,
  by: MemberId,
  step: StepName,
  from: Instant,
  to: Instant.nullable(),
  reason: z.string().max(2000),
});
export type DateMove = z.infer<typeof DateMove>;
