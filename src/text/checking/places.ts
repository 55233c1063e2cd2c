import * as Y from 'yjs';
import type { KnownSections } from '../../domain/consultation/known-sections.ts';
import { sectionPrefix } from '../lines/stored.ts';
import { firstReasonsMap, firstSectionPrefix } from '../first-form/read.ts';
import { chosenMap } from '../read.ts';
import { notAnsweringMap, reasonPrefix } from '../reasons/reasons.ts';

const sectionPrefixes = [sectionPrefix, firstSectionPrefix];
const mapsOfQuestions: ReadonlySet<string> = new Set([chosenMap, notAnsweringMap, firstReasonsMap]);

/** True if a root can hold something of a response with these sections (TX21). A map can; each of its keys is another matter. */
export function isKnownRoot(root: string, { fixed, questions }: KnownSections): boolean {
  if (mapsOfQuestions.has(root)) return true;
  const section = sectionPrefixes.find((prefix) => root.startsWith(prefix));
  if (section === undefined) return root.startsWith(reasonPrefix) && questions.has(root.slice(reasonPrefix.length));
  const id = root.slice(section.length);
  return fixed.has(id) || questions.has(id);
}

/** Null where an item of a root stands in a section, or is a choice, that the response has; else one sentence for the writer (TX21). */
export function whyOutside(root: string, { parentSub, content }: Y.Item, known: KnownSections): string | null {
  if (!isKnownRoot(root, known)) return outsideSection;
  if (parentSub === null || !mapsOfQuestions.has(root)) return null;
  const options = known.questions.get(parentSub);
  if (options === undefined) return outsideSection;
  const chosen: unknown = root === chosenMap && content instanceof Y.ContentAny ? content.arr[0] : [];
  return Array.isArray(chosen) && !chosen.every((option: unknown) => typeof option === 'string' && options.has(option))
    ? outsideChoice
    : null;
}

const outsideSection = 'This answer is not part of the response. Reload the page.';
const outsideChoice = 'This option is not part of the question. Reload the page.';
