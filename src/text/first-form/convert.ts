import * as Y from 'yjs';
import { type Line, type LineKind, plainKind } from '../lines/line.ts';
import { formatsOf } from '../lines/marks.ts';
import { flatten } from '../lines/nest.ts';
import { markerName, sectionText } from '../lines/stored.ts';
import { writeKind } from '../lines/writing.ts';
import { chosenMap } from '../read.ts';
import { writeReason } from '../reasons/reasons.ts';
import { Appending } from './appending.ts';
import {
  type AuthoredLine,
  firstFormSections,
  firstReasonsMap,
  isFirstForm,
  isReason,
  longestFirstReason,
  readFirstForm,
  valuesOf,
} from './read.ts';

/**
 * A document of the first form as a new document of today's form, in which each run stands under the Yjs client id that wrote
 * it (TX19). A document of today's form is answered as it is. Never changes the document. Bullet lists side by side become one.
 */
export function inLines(document: Y.Doc): Y.Doc {
  if (!isFirstForm(document)) return document;
  const lines = new Y.Doc();
  const own = lines.clientID;
  lines.transact((transaction) => {
    for (const section of firstFormSections(document)) {
      const blocks = flatten<AuthoredLine>(readFirstForm(document, section), () => ({ client: null, runs: [] }));
      writeSection(sectionText(lines, section), blocks, transaction);
    }
    copyValues(document, lines);
  });
  lines.clientID = own;
  return lines;
}

function writeSection(text: Y.XmlText, lines: readonly Line<AuthoredLine>[], transaction: Y.Transaction): void {
  const appending = new Appending(text, transaction);
  lines.forEach(({ kind, content }, index) => {
    const writer = content.client ?? writerAfter(lines, index) ?? transaction.doc.clientID;
    if (index > 0) appending.element(writer, markerOf(kind));
    else {
      writeAs(transaction.doc, writer, () => {
        writeKind(text, plainKind, kind);
      });
    }
    for (const { text: words, marks, client } of content.runs) {
      // The marks of line breaks mean nothing.
      appending.characters(client, words, words === '\n' ? null : formatsOf(marks));
    }
  });
  appending.end();
}

/** An item that began with a list gets an empty line, which is the writer's of the line after it. */
function writerAfter(lines: readonly Line<AuthoredLine>[], index: number): number | null {
  return lines.find(({ content }, at) => at > index && content.client !== null)?.content.client ?? null;
}

/** Writes under the client id of somebody else. */
function writeAs(lines: Y.Doc, client: number, write: () => void): void {
  lines.clientID = client;
  write();
}

function markerOf(kind: LineKind): Y.XmlElement {
  const marker = new Y.XmlElement(markerName);
  writeKind(marker, plainKind, kind);
  return marker;
}

/** Copies what was chosen and the reasons for not answering, each under the client that set it. */
function copyValues(document: Y.Doc, lines: Y.Doc): void {
  const chosen = lines.getMap(chosenMap);
  for (const { key, value, client } of valuesOf(document, chosenMap)) {
    writeAs(lines, client, () => {
      chosen.set(key, value);
    });
  }
  for (const { key, value, client } of valuesOf(document, firstReasonsMap)) {
    if (!isReason(value)) continue;
    writeAs(lines, client, () => {
      writeReason(lines, key, value.slice(0, longestFirstReason));
    });
  }
}
