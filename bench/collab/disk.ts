import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './figures.ts';

const times = 100;

/** How long an fsync of 4 KB takes in a folder: the median, in ms. */
export function fsyncTime(directory: string): number {
  const file = openSync(join(directory, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 1);
  const took = Array.from({ length: times }, () => {
    writeSync(file, page);
    const since = performance.now();
    fdatasyncSync(file);
    return performance.now() - since;
  });
  closeSync(file);
  return median(took);
}
