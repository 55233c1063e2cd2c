import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../../dist/assets', import.meta.url));
const Manifest = z.record(z.string(), z.string());

/** The path of a built file by its plain name: `main.js`, `main.css`. Throws for a name that was not built. */
export type Asset = (name: string) => string;

/** Reads the names of the built files. Throws with the remedy where nothing was built. */
export function openAssets(): Asset {
  const manifest = Manifest.parse(JSON.parse(readManifest()));
  return (name) => {
    const file = manifest[name];
    if (file === undefined) throw new Error(`${name} was not built: run npm run build`);
    return `/assets/${file}`;
  };
}

function readManifest(): string {
  try {
    return readFileSync(join(folder, 'manifest.json'), 'utf8');
  } catch (error) {
    throw new Error('The styles and scripts are not built: run npm run build', { cause: error });
  }
}

/** Serves the built files, for browsers to keep for ever: a name holds the hash of its content. */
export async function registerAssets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    wildcard: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
}
