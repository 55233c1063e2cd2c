import { words } from './version-word-list.ts';

/** Four words from the first 44 bits of a digest, for people to compare: `walnut ferry copper linen`. */
export function versionWords(digest: string): string {
  const bits = BigInt(`0x${digest.slice(0, 11)}`);
  return [33n, 22n, 11n, 0n].map((shift) => words[Number((bits >> shift) & 2047n)]).join(' ');
}
