import type { Readiness } from '../domain/response/marking-ready.ts';
import { type Cast, nameOf } from './people.ts';
import { answerTag } from './progress/answer-states.ts';
import { onAt } from './rounds.ts';
import type { Tag } from './statuses.ts';

const tags = {
  ready: answerTag('ready', 'open'),
  changed: { tag: 'Changed since ready', look: 'warn' },
} as const satisfies Record<string, Tag>;

/** The tag of a section that is marked ready to read: `Ready to read`, or `Changed since ready`. */
export function readyTag({ isChanged }: Readiness): Tag {
  return isChanged ? tags.changed : tags.ready;
}

/** `Nadia Farrow marked it ready to read on 14 July 2026 at 10am.`, and that it has changed since, where it has. */
export function readyWords({ mark, isChanged }: Readiness, cast: Cast): string {
  const marked = `${nameOf(cast, mark.by)} marked it ready to read ${onAt(mark.at, cast)}`;
  return isChanged ? `It has changed since ${marked}.` : `${marked}.`;
}
