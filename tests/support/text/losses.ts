import type { Meeting, Writer } from './random-writing.ts';
import { letters } from './random-writing.ts';
import { runsIn, shownLines } from '../../../client/editor/binding/nodes.ts';
import { settled } from '../../../src/text/lines/line.ts';
import { readLines } from '../../../src/text/lines/stored.ts';

/** Everything that is wrong after all writers have met, a sentence each; nothing where no word was lost, doubled or misplaced. */
export function lossesOf({ writers }: Meeting): string[] {
  const [first] = writers;
  if (first === undefined) return [];
  const found = letters(first.editor.words);
  return [...wrongCharacters(writers, found), ...writers.flatMap((one) => wrongOrders(one, writers, found)), ...wrongDocuments(writers)];
}

function wrongCharacters(writers: readonly Writer[], found: readonly string[]): string[] {
  const losses: string[] = [];
  const counts = new Map<string, number>();
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const character of writers.flatMap((one) => [...one.typed])) {
    const count = counts.get(character) ?? 0;
    const wasDeleted = writers.some((one) => one.deleted.has(character));
    const restorers = writers.filter((one) => one.restored.has(character)).length;
    if (!wasDeleted && count !== 1) losses.push(`${character} stands ${count} times, and nobody deleted it`);
    if (wasDeleted && restorers === 0 && count !== 0) losses.push(`${character} was deleted and is there`);
    if (count > Math.max(1, restorers)) losses.push(`${character} stands ${count} times`);
  }
  return losses;
}

/** The order in which a writer ever saw characters is their order at the end, those that an undo brought back apart. */
function wrongOrders(writer: Writer, writers: readonly Writer[], found: readonly string[]): string[] {
  const place = new Map(found.map((one, index) => [one, index]));
  const isRestored = (one: string): boolean => writers.some((other) => other.restored.has(one));
  return writer.orders.flatMap((order) => {
    const places = Array.from(order)
      .filter((one) => place.has(one) && !isRestored(one))
      .map((one) => place.get(one) ?? 0);
    return places.every((one, index) => index === 0 || one > (places[index - 1] ?? 0)) ? [] : [`the order ${order} is ${found.join('')}`];
  });
}

function wrongDocuments(writers: readonly Writer[]): string[] {
  const losses: string[] = [];
  const shown = writers.map(({ editor }) => JSON.stringify(editor.state.doc.toJSON()));
  if (new Set(shown).size > 1) losses.push(`the screens differ: ${shown.join(' ')}`);
  for (const { editor } of writers) {
    const lines = readLines(editor.binding.text);
    const kinds = settled(lines.map((line) => line.kind));
    const stored = JSON.stringify(lines.map(({ content }, index) => ({ kind: kinds[index], content: plain(content) })));
    const screen = JSON.stringify(shownLines(editor.state.doc).map(({ kind, block }) => ({ kind, content: plain(runsIn(block)) })));
    if (stored !== screen) losses.push(`stored ${stored} is shown as ${screen}`);
    editor.state.doc.check();
  }
  return losses;
}

/** Characters with their marks; the marks of line breaks mean nothing. */
function plain(runs: ReturnType<typeof runsIn>): unknown {
  return runs.flatMap((run) =>
    Array.from(run.text, (one) =>
      one === '\n'
        ? one
        : `${one}${run.marks
            .map((mark) => mark.type)
            .sort()
            .join()}`,
    ),
  );
}
