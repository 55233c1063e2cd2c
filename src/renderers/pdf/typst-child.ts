import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { glyphsOf } from './glyphs.ts';

// The process that compiles documents. Only SIGKILL stops its native code, so it never runs inside the server.

/** A job, as the parent sends it. */
export interface Job {
  readonly id: number;
  /** The document as JSON. */
  readonly document: string;
}

/** The answer to a job. */
export type Done = { readonly id: number; readonly pdf: Uint8Array } | { readonly id: number; readonly failed: string };

const folder = fileURLToPath(new URL('../../../templates/exports', import.meta.url));
const source = readFileSync(`${folder}/response.typ`, 'utf8');
const require = createRequire(import.meta.url);
const fonts = ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'].map((name) =>
  readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${name}/NotoSans_${name}.ttf`)),
);
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs: fonts }] });
const glyphs = glyphsOf(fonts);

process.on('message', (job: Job) => {
  process.send?.(compile(job));
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

function compile({ id, document }: Job): Done {
  try {
    const result = compiler.compile({ mainFileContent: source, inputs: { document: JSON.stringify(shown(JSON.parse(document))) } });
    if (result.result === null) return { id, failed: JSON.stringify(result.takeError()?.shortDiagnostics ?? []).slice(0, 2000) };
    const pdf = compiler.pdf(result.result, { pdfStandard: 'ua-1' });
    compiler.evictCache(0);
    return { id, pdf: new Uint8Array(pdf) };
  } catch (error) {
    return { id, failed: (error instanceof Error ? error.message : String(error)).slice(0, 2000) };
  }
}

/** Writes characters that the font lacks by their number, so that a reader sees where they stand. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return glyphs.shown(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, key === 'href' ? field : shown(field)]));
}
