import type * as Y from 'yjs';
import { sectionPrefix } from '../../../src/text/lines/stored.ts';
import { chosenMap } from '../../../src/text/read.ts';
import { rootNameOf } from '../../../src/text/yjs/root.ts';
import { notAnsweringMap, reasonPrefix } from '../../../src/text/reasons/reasons.ts';

const prefixes = [sectionPrefix, reasonPrefix];
const maps: ReadonlySet<string> = new Set([chosenMap, notAnsweringMap]);

/** The ids of the sections that a transaction changed: their text, their choice or their reason for not answering. */
export function touchedIn(transaction: Y.Transaction): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const [type, keys] of transaction.changed) {
    const name = rootNameOf(type);
    for (const prefix of prefixes) if (name.startsWith(prefix)) touched.add(name.slice(prefix.length));
    if (maps.has(name)) for (const key of keys) if (key !== null) touched.add(key);
  }
  return touched;
}
