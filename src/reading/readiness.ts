import type { Consultation } from '../domain/consultation/consultation.ts';
import { type Readiness, readinessOf } from '../domain/response/marking-ready.ts';
import type { Response } from '../domain/response/response.ts';
import { sectionIds } from '../domain/response/snapshot.ts';
import { sectionDigest } from '../text/read.ts';
import type { PresentText } from './present-text.ts';

/** The sections of a draft that are marked ready to read, and whether each has changed since, by section id (WO11). */
export function readinessIn(response: Response, text: PresentText, consultation: Consultation): ReadonlyMap<string, Readiness> {
  if (response.ready.length === 0) return new Map();
  const ids = sectionIds(consultation);
  const content = text.content(ids);
  const found = ids.map((section) => [section, readinessOf(response, { section, digest: sectionDigest(content, section) })] as const);
  return new Map(found.flatMap(([section, readiness]) => (readiness === null ? [] : [[section, readiness] as const])));
}
