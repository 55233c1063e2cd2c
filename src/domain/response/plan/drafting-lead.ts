import { z } from 'zod';
import { MemberId, SectionId } from '../../ids.ts';
import { Instant } from '../../outcome.ts';

/** The member who leads the drafting of one section, and the coordinator who named them (WO17). */
export const DraftingLead = z.strictObject({ sectionId: SectionId, memberId: MemberId, at: Instant, by: MemberId });
export type DraftingLead = z.infer<typeof DraftingLead>;
