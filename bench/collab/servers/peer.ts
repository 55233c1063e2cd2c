import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const peers = createRequire(new URL('../peers/package.json', import.meta.url));

/** Whether a package of `peers/` is installed. */
export function isInstalled(name: string): boolean {
  try {
    peers.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Loads a package that only `peers/` has; the caller says what it is, for its types are not here. */
export async function loadPeer(name: string): Promise<unknown> {
  return import(pathToFileURL(peers.resolve(name)).href);
}
