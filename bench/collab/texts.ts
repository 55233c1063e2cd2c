import * as Y from 'yjs';
import { markerName, sectionText } from '../../src/text/lines/stored.ts';
import { markOf } from './marks.ts';

/** Chance that is the same in every run. */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** The questions of every response that is measured: a service may take no other sections (TX21). */
export const sections = Array.from({ length: 40 }, (_, n) => `q${n + 1}`);

/** The section in which somebody writes. The first 20 sections belong to texts that are there from the start. */
export function sectionOf(author: number): string {
  return `q${21 + (author % 20)}`;
}

/** Adds a marker at the end of a text, so that a new line begins there. */
function beginLine(text: Y.XmlText): void {
  text.insertEmbed(text.length, new Y.XmlElement(markerName));
}

const words = 'families carers children early help plan council school health support named placement review day notice list'.split(' ');

/** A text of about 15 bytes an edit, by eight people in 20 sections, with second thoughts: one update. */
export function writtenText(edits: number, seed = 1): Y.Doc {
  const chance = chanceFrom(seed);
  const document = new Y.Doc();
  const clients = Array.from({ length: 8 }, () => 1 + Math.floor(chance() * 2 ** 31));
  const texts = Array.from({ length: 20 }, (_, section) => sectionText(document, `q${section + 1}`));
  for (let edit = 0; edit < edits; edit += 1) {
    // A person writes on for some time.
    if (edit % 12 === 0) document.clientID = clients[Math.floor(chance() * clients.length)] ?? 1;
    const text = texts[Math.floor(edit / 12) % texts.length];
    if (text === undefined) continue;
    const at = chance() < 0.2 ? Math.floor(chance() * text.length) : text.length;
    if (chance() < 0.08 && text.length > 40) text.delete(Math.floor(chance() * (text.length - 20)), 12);
    else text.insert(at, `${pick(chance)} ${pick(chance)} `);
  }
  return document;
}

function pick(chance: () => number): string {
  return words[Math.floor(chance() * words.length)] ?? 'and';
}

/** The updates of somebody who types marks, one an edit, in the section of {@link sectionOf}. */
export function markedEdits(author: number, count: number): readonly Uint8Array[] {
  const document = new Y.Doc();
  const updates: Uint8Array[] = [];
  document.on('update', (update: Uint8Array) => updates.push(update));
  const text = sectionText(document, sectionOf(author));
  for (let n = 0; n < count; n += 1) {
    document.transact(() => {
      if (n % 60 === 0) beginLine(text);
      text.insert(text.length, markOf(author, n));
    });
  }
  return updates;
}

/** The updates of somebody who types letter by letter, goes back now and then, and rubs out what was wrong. */
export function typedEdits(author: number, count: number): readonly Uint8Array[] {
  const chance = chanceFrom(author + 1);
  const document = new Y.Doc();
  document.clientID = 1 + Math.floor(chance() * 2 ** 31);
  const updates: Uint8Array[] = [];
  const text = sectionText(document, sectionOf(author));
  beginLine(text);
  document.on('update', (update: Uint8Array) => updates.push(update));
  updates.push(Y.encodeStateAsUpdate(document));
  // Where the line that is written begins, and the caret.
  let start = text.length;
  let at = start;
  while (updates.length < count) {
    const dice = chance();
    if (dice < 0.02) at = start + Math.floor(chance() * (text.length - start));
    if (dice < 0.1 && at > start) {
      text.delete(at - 1, 1);
      at -= 1;
    } else if (dice > 0.998) {
      beginLine(text);
      start = text.length;
      at = start;
    } else {
      text.insert(at, dice > 0.85 ? ' ' : String.fromCharCode(97 + Math.floor(chance() * 26)));
      at += 1;
    }
  }
  return updates;
}
