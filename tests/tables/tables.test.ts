import { test } from 'tap';
import { decodeText } from '../../src/tables/decode.ts';
import { readHeadings } from '../../src/tables/headings.ts';
import { readTable, type Row } from '../../src/tables/table.ts';

const words = 'Organisation;Lead\nCyngor Môn;“Siân” O’Hara\n';

function utf16(text: string, order: 'little' | 'big', mark: string): Uint8Array {
  const bytes = Buffer.from(mark + text, 'utf16le');
  return order === 'big' ? bytes.swap16() : bytes;
}

function cp1252(text: string): Uint8Array {
  const high: Readonly<Record<string, number>> = { '“': 0x93, '”': 0x94, '’': 0x92, '€': 0x80 };
  return Uint8Array.from(text, (character) => high[character] ?? character.charCodeAt(0));
}

function rowsOf(text: string, most = 100): readonly Row[] {
  const table = readTable(text, most);
  if (!table.ok) throw new Error(table.wrong);
  return table.rows;
}

test('[QS8] a text is read in the encodings that Excel and editors write, and its byte order mark is left out', (t) => {
  const utf8 = Buffer.from(words);
  t.same(decodeText(utf8), { ok: true, text: words, encoding: 'UTF-8' });
  t.match(decodeText(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8])), { text: words, encoding: 'UTF-8' });
  for (const order of ['little', 'big'] as const) {
    t.match(decodeText(utf16(words, order, '\ufeff')), { text: words, encoding: 'UTF-16' }, `${order}, with a mark`);
    t.match(decodeText(utf16(words, order, '')), { text: words, encoding: 'UTF-16' }, `${order}, without a mark`);
  }
  t.match(decodeText(cp1252(words)), { text: words, encoding: 'Windows-1252' });
  t.match(decodeText(new Uint8Array()), { ok: true, text: '' });
  t.end();
});

test('[QS8] a file that is no text is named, with the way out', (t) => {
  t.match(decodeText(Buffer.from('PK\u0003\u0004rest')), { ok: false, wrong: /Excel, Word or zip/, mend: /CSV UTF-8/ });
  t.match(decodeText(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1)), { ok: false, wrong: /old kind/ });
  t.match(decodeText(Buffer.from('%PDF-1.7')), { ok: false, wrong: /PDF/ });
  const picture = Uint8Array.from({ length: 500 }, (_, n) => (n * 97) % 256);
  t.match(decodeText(picture), { ok: false, wrong: 'It is not a text file' });
  t.match(decodeText(utf16('odd', 'little', '\ufeff').subarray(0, 7)), { ok: false }, 'a UTF-16 file that breaks off');
  t.end();
});

test('[NW6] [QS8] a table has commas, semicolons or tabs, and each row knows its line', (t) => {
  t.same(rowsOf('Organisation,Lead\r\n\r\n"Bristol, City of", Ann Lee \r\n'), [
    { line: 1, cells: ['Organisation', 'Lead'] },
    { line: 3, cells: ['Bristol, City of', 'Ann Lee'] },
  ]);
  t.match(readTable('Name;Job, role\nA;B', 9), { separator: ';' });
  t.match(readTable('\nName\tNotes; more, and more\tEmail\nA\tB\tC', 9), { separator: '\t', rows: [{ line: 2 }, { line: 3 }] });
  t.match(readTable('"One; two; three",b\nx,y', 9), { separator: ',' }, 'marks inside a cell are not counted');
  t.match(readTable('sep=;\r\na,b;c\r\n', 9), { separator: ';', rows: [{ line: 2, cells: ['a,b', 'c'] }] });
  t.same(
    rowsOf('\ufeffKent County Council\rMedway Council').map(({ cells }) => cells),
    [['Kent County Council'], ['Medway Council']],
  );
  t.end();
});

test('[NW6] [QS8] a cell may hold line breaks and quotation marks, and rows may differ in length', (t) => {
  t.same(rowsOf('a,b\r\n"two\r\nlines","the ""best"" one"\r\nKent "the garden" of England\r\nx,y,z'), [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['two\nlines', 'the "best" one'] },
    { line: 4, cells: ['Kent "the garden" of England'] },
    { line: 5, cells: ['x', 'y', 'z'] },
  ]);
  t.match(readTable('a,b\nc,d\n"e,f\ng,h\n', 9), { ok: false, wrong: 'A quotation mark is opened on line 3 and never closed' });
  t.end();
});

test('[NW6] an empty table and one with too many rows are refused, however many lines are empty', (t) => {
  t.match(readTable(' \n\n', 9), { ok: false, wrong: 'There is nothing in it' });
  t.equal(rowsOf('a\nb\nc', 3).length, 3);
  t.match(readTable('a\nb\nc\nd', 3), { ok: false, wrong: 'There are more than 3 rows in it' });
  t.match(readTable(`a\n${'\n'.repeat(5000)}b`, 3), { ok: false, wrong: /more than 3 rows/ }, 'no row is dropped in silence');
  t.end();
});

test('[NW4] [QS9] headings are known as people write them', (t) => {
  const names = { organisation: ['organisation', 'authority'], email: ['email', 'email address'], job: ['job title'] } as const;
  const read = readHeadings(['Organisation (name)', ' E-MAIL Address*', 'Phone', '', 'Job-title', 'Email'], names);
  t.same(
    [...read.columns],
    [
      ['email', 1],
      ['job', 4],
      ['organisation', 0],
    ],
  );
  t.same(read.unknown, ['Phone']);
  t.same(read.repeated, ['Email']);
  t.equal(readHeadings(['Authority (code)', 'Authority'], names).columns.get('organisation'), 1, 'a whole heading goes first');
  t.equal(readHeadings(['Council / Authority'], names).columns.get('organisation'), 0);
  t.end();
});
