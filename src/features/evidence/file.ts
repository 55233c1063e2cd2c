import { fileTypeFromBuffer } from 'file-type';
import type { EvidenceFileType } from '../../domain/evidence/evidence.ts';
import { fileTypeWords } from '../../phrases/evidence.ts';
import { decodeText } from '../../tables/decode.ts';
import { withoutFormulas } from '../../tables/formulas.ts';
import { type Row, readTable } from '../../tables/table.ts';
import type { UploadedFile } from '../../web/uploads.ts';

/** The most bytes of a file of evidence (SE2). */
export const mostBytes = 10 * 1024 * 1024;
/** The most rows of a CSV, and its most cells. */
const mostRows = 100_000;
const mostCells = 1_000_000;

/** A file by its content. `words`: the text of a CSV, for the look for signs of a child; empty for the other types. */
export interface KnownFile {
  readonly name: string;
  readonly type: EvidenceFileType;
  readonly bytes: Uint8Array;
  readonly words: string;
}

/** A file by its content, or one sentence for the person, without its full stop. */
export type Recognised = { readonly ok: true; readonly file: KnownFile } | { readonly ok: false; readonly wrong: string };

/** The endings of names. A name without an ending gets the first. */
const endings: Readonly<Record<EvidenceFileType, readonly string[]>> = {
  pdf: ['pdf'],
  png: ['png'],
  jpeg: ['jpg', 'jpeg'],
  docx: ['docx'],
  xlsx: ['xlsx'],
  csv: ['csv'],
};

const types: Readonly<Record<string, EvidenceFileType>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

const allowed = 'Add a PDF, a PNG or JPEG picture, a Word document (DOCX), an Excel workbook (XLSX) or a CSV table';

/**
 * Finds the type of a file by its content (EV7). A file of another type is refused, and so is one whose name ends as that of
 * another type. Cells of a CSV that a spreadsheet would take for formulas become texts (EV8).
 */
export async function recognise({ name, bytes }: UploadedFile): Promise<Recognised> {
  if (bytes.byteLength === 0) return { ok: false, wrong: `“${name}” is empty` };
  const found = await fileTypeFromBuffer(bytes);
  const type = found === undefined ? null : (types[found.mime] ?? null);
  if (found !== undefined && type === null) return { ok: false, wrong: `“${name}” is a file of another kind (${found.ext}). ${allowed}` };
  const rows = type === null ? rowsOf(bytes) : null;
  if (type === null && rows === null) return { ok: false, wrong: `“${name}” is none of the kinds that can be kept. ${allowed}` };
  const is = type ?? 'csv';
  const [ending = ''] = endings[is];
  const given = /\.([A-Za-z0-9]{1,10})$/u.exec(name)?.[1]?.toLowerCase() ?? null;
  if (given !== null && !endings[is].includes(given)) {
    return {
      ok: false,
      wrong: `“${name}” says that it is .${given}, but it is a ${fileTypeWords[is]}. Give it its right name, with .${ending}`,
    };
  }
  const named = given === null ? `${name.slice(0, 190).toWellFormed()}.${ending}` : name;
  return { ok: true, file: { name: named, type: is, ...(rows === null ? { bytes, words: '' } : asTexts(rows)) } };
}

/** The rows of a table as text with two columns or more; null for any other content, markup included. */
function rowsOf(bytes: Uint8Array): readonly Row[] | null {
  const decoded = decodeText(bytes);
  if (!decoded.ok || /^\s*<[!?a-z]/iu.test(decoded.text) || mayHaveMoreCells(decoded.text, mostCells)) return null;
  const table = readTable(decoded.text, mostRows);
  return table.ok && (table.rows[0]?.cells.length ?? 0) > 1 ? table.rows : null;
}

/** True if a text has more separators than a number, whichever of them parts its cells. */
function mayHaveMoreCells(text: string, most: number): boolean {
  const separator = /[,;\t]/gu;
  let count = 0;
  while (separator.test(text)) if ((count += 1) > most) return true;
  return false;
}

/** A CSV is always written anew: a program may part its cells elsewhere than we did (EV8). */
function asTexts(rows: readonly Row[]): Pick<KnownFile, 'bytes' | 'words'> {
  const words = rows.map(({ cells }) => cells.join('\t')).join('\n');
  return { words, bytes: new TextEncoder().encode(withoutFormulas(rows)) };
}
