import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { printedAs } from '../../domain/response/printed.ts';
import { serveJobs } from '../pool.ts';
import { type Family, familyOf, inOrder, shippedFonts, usual } from './fonts.ts';

// The process that compiles documents. Only SIGKILL stops its native code, so it never runs inside the server.

const folder = fileURLToPath(new URL('../../../templates/exports', import.meta.url));
const source = readFileSync(`${folder}/response.typ`, 'utf8');
/** The families that documents have needed so far. A new family needs a new compiler, because no family can be added to one. */
const loaded = new Set<Family>([usual]);
let compiler = compilerOf(loaded);

function compilerOf(families: Iterable<Family>): NodeCompiler {
  const fontBlobs = [...families].flatMap(({ files }) => files.map((file) => readFileSync(file)));
  return NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs }] });
}

serveJobs((document) => Promise.resolve(document).then(compile));

/** The bytes of a document. Throws where Typst refuses it. */
function compile(document: string): Uint8Array {
  const printed = new Map<string, string>();
  const input = JSON.stringify(shown(JSON.parse(document), printed));
  const families = familiesOf([...printed.values()].join(''));
  load(families);
  const inputs = { document: input, families: JSON.stringify(families.map((family) => family.name)) };
  const result = compiler.compile({ mainFileContent: source, inputs });
  if (result.result === null) throw new Error(JSON.stringify(result.takeError()?.shortDiagnostics ?? []));
  const pdf = compiler.pdf(result.result, { pdfStandard: 'ua-1' });
  compiler.evictCache(0);
  return new Uint8Array(pdf);
}

/** The families that draw this text, in their fixed order. Earlier documents do not change them, so equal documents get equal bytes. */
function familiesOf(text: string): readonly Family[] {
  return inOrder(Array.from(new Set(text), (character) => familyOf(character.codePointAt(0) ?? 0) ?? usual));
}

function load(families: readonly Family[]): void {
  const missing = families.filter((family) => !loaded.has(family));
  if (missing.length === 0) return;
  for (const family of missing) loaded.add(family);
  compiler = compilerOf(loaded);
}

/** A copy of a value whose texts are as printed. `printed` remembers each character, so that fonts are searched once. */
function shown(value: unknown, printed: Map<string, string>): unknown {
  if (typeof value === 'string') return printedText(value, printed);
  if (Array.isArray(value)) return value.map((one) => shown(one, printed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, key === 'href' ? field : shown(field, printed)]));
}

function printedText(text: string, printed: Map<string, string>): string {
  return Array.from(text, (character) => {
    const found = printed.get(character) ?? printedAs(character, shippedFonts);
    printed.set(character, found);
    return found;
  }).join('');
}
