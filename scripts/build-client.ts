import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compile } from 'sass';
import { precompile, precompiledFile } from '../src/web/templates/precompiled.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = join(root, 'dist', 'assets');

/** Names that a page asks for, to the hashed names that are served. */
type Manifest = Record<string, string>;

/** Bundles the browser's code, split where it is imported lazily, under hashed names. */
async function scripts(into: string): Promise<Manifest> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { main: 'client/main.ts' },
    outdir: into,
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const manifest: Manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint === 'client/main.ts') manifest['main.js'] = path.slice(path.lastIndexOf('/') + 1);
  }
  return manifest;
}

/** Compiles the styles into one file under a hashed name. */
async function styles(into: string): Promise<Manifest> {
  const { css } = compile(join(root, 'client', 'styles', 'main.scss'), {
    loadPaths: [join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
  });
  const name = `main-${createHash('sha256').update(css).digest('hex').slice(0, 8)}.css`;
  await writeFile(join(into, name), css);
  return { 'main.css': name };
}

// Built beside and then swapped in, so that a service that is running never finds half of it.
const fresh = join(root, 'dist', `assets-${String(process.pid)}`);
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const manifest = { ...(await scripts(fresh)), ...(await styles(fresh)) };
await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
await writeFile(`${precompiledFile}.${String(process.pid)}`, JSON.stringify(precompile(join(root, 'templates'))));
await rename(`${precompiledFile}.${String(process.pid)}`, precompiledFile);
await rm(assets, { recursive: true, force: true });
await rename(fresh, assets);
