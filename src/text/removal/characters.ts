import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { markerName } from '../lines/stored.ts';
import type { SharedType } from '../yjs/root.ts';

/** Characters of a document by their Yjs names: `length` of them from `clock` on, written under `client`. */
export interface Characters {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** Finds words in a text: the stretches of it to take out, in UTF-16 code units. */
export type Find = (text: string) => readonly { readonly from: number; readonly to: number }[];

/** Words found in a document. */
export interface Found {
  readonly characters: readonly Characters[];
  /** How often the words stand in it. */
  readonly times: number;
}

/**
 * The characters of the words that `find` finds in a document, in every root: also text that no page shows, and the address of
 * a link. Words are looked for within a line. Never changes the document.
 */
export function charactersOf(document: Y.Doc, find: Find): Found {
  const characters: Characters[] = [];
  let times = 0;
  for (const line of linesOf(document)) {
    const found = find(line.map(({ text }) => text).join(''));
    times += found.length;
    for (const { from, to } of found) characters.push(...namesOf(line, from, to));
  }
  for (const item of itemsIn(document)) {
    if (!attributesOf(item).some((value) => find(value).length > 0)) continue;
    times += 1;
    characters.push({ client: item.id.client, clock: item.id.clock, length: item.length });
  }
  return { characters: joined(characters), times };
}

/** Deletes characters, as far as the document has them. Yjs keeps their names and none of their content. */
export function deleteCharacters(document: Y.Doc, characters: readonly Characters[]): void {
  const states = Y.decodeStateVector(Y.encodeStateVector(document));
  const there = characters.flatMap(({ client, clock, length }) => {
    const end = Math.min(clock + length, states.get(client) ?? 0);
    return end > clock ? [{ client, clock, length: end - clock }] : [];
  });
  if (there.length > 0) Y.applyUpdate(document, deletionOf(there));
}

/** The Yjs update that brings nothing and deletes some characters: no client with structs, then what is deleted of each client. */
function deletionOf(characters: readonly Characters[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  const byClient = Map.groupBy(characters, ({ client }) => client);
  encoding.writeVarUint(encoder, byClient.size);
  for (const [client, deleted] of byClient) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, deleted.length);
    for (const { clock, length } of deleted.toSorted((a, b) => a.clock - b.clock)) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
  return encoding.toUint8Array(encoder);
}

/** A stretch of a line: the text of one item. */
interface Piece {
  readonly item: Y.Item;
  readonly text: string;
}

/** The lines of all texts in a document, whatever the form in which they are stored. */
function linesOf(document: Y.Doc): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [];
  const walk = (type: SharedType): void => {
    let line: Piece[] = [];
    lines.push(line);
    for (let item = type._start; item !== null; item = item.right) {
      if (item.deleted) continue;
      if (item.content instanceof Y.ContentString) line.push({ item, text: item.content.str });
      else if (item.content instanceof Y.ContentType) {
        const { type: inner } = item.content;
        walk(inner);
        // A marker begins a line. Elements of the first form hold lines of their own.
        if (!(inner instanceof Y.XmlElement) || inner.nodeName === markerName || item.countable) lines.push((line = []));
      }
    }
  };
  for (const type of document.share.values()) walk(type);
  return lines;
}

function namesOf(line: readonly Piece[], from: number, to: number): Characters[] {
  const names: Characters[] = [];
  let at = 0;
  for (const { item, text } of line) {
    const [start, end] = [Math.max(from, at), Math.min(to, at + text.length)];
    if (start < end) names.push({ client: item.id.client, clock: item.id.clock + start - at, length: end - start });
    at += text.length;
  }
  return names;
}

/** All items of a document that are not deleted, those of its maps and attributes too. */
function itemsIn(document: Y.Doc): readonly Y.Item[] {
  const items: Y.Item[] = [];
  const walk = (type: SharedType): void => {
    const own = [...type._map.values()];
    for (let item = type._start; item !== null; item = item.right) own.push(item);
    for (const item of own) {
      if (item.deleted) continue;
      items.push(item);
      if (item.content instanceof Y.ContentType) walk(item.content.type);
    }
  };
  for (const type of document.share.values()) walk(type);
  return items;
}

/** The texts that an item holds beside characters: the value of a format, an attribute or an entry of a map. */
function attributesOf({ content }: Y.Item): readonly string[] {
  const value: unknown =
    content instanceof Y.ContentFormat
      ? content.value
      : content instanceof Y.ContentAny || content instanceof Y.ContentJSON
        ? content.arr
        : content instanceof Y.ContentEmbed
          ? content.embed
          : null;
  return stringsIn(value).flatMap((text) => [text, decoded(text)]);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return '';
  }
}

/** Characters that follow on one another, as one. */
function joined(characters: readonly Characters[]): readonly Characters[] {
  const all: Characters[] = [];
  for (const next of characters) {
    const last = all.at(-1);
    if (last?.client === next.client && last.clock + last.length === next.clock)
      all[all.length - 1] = { ...last, length: last.length + next.length };
    else all.push(next);
  }
  return all;
}
