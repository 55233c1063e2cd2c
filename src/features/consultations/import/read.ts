import { type Mends, type Preview, type Unreadable, readQuestionFile, readOnLines } from '../../../domain/consultation/questions/import.ts';
import { mostValues } from '../../../domain/consultation/questions/json-size.ts';
import { cutAtWord } from '../../../domain/consultation/wording.ts';
import { readPasted } from './pasted.ts';
import { isTable, readQuestionTable } from './table.ts';

/** Reads a question set from a file or a pasted text: JSON, a table with headings, or the questions as they are printed (QS8). */
export function readSource(text: string, mends: Mends): Preview | Unreadable {
  const source = text.replace(/^\ufeff/u, '');
  if (/^\s*[[{]/u.test(source) || source.trim() === '') return readQuestionFile(source, mends);
  const parts = source.match(/[\n\r\t;,|]/gu)?.length ?? 0;
  if (parts > mostValues) return { ok: false, wrong: 'It is too long for a question set', mend: 'Paste the questions alone' };
  if (!isTable(source)) return readWords(source, mends);
  const table = readQuestionTable(source);
  return table.ok ? readOnLines(table.found, table.leftOut, mends) : table;
}

function readWords(source: string, mends: Mends): Preview | Unreadable {
  const { found, before } = readPasted(source);
  if (found.length === 0) {
    return {
      ok: false,
      wrong: 'No line begins with the number of a question',
      mend: 'Begin each question on a new line with its number, for example “1. Do you agree…?”',
    };
  }
  const leftOut = before.length === 0 ? [] : [{ field: cutAtWord(before.join(' '), 50), times: 1 }];
  return readOnLines(found, leftOut, mends);
}
