import { build } from 'esbuild';
import type { Pasted } from '../../src/text/pasted/read.ts';
import { type Ending, openContext } from './browser.ts';

/** Reads pastes in one page of a real browser, as the editor does: parsed there, and read there. */
export interface ReaderInPage {
  read(pastes: readonly string[]): Promise<readonly Pasted[]>;
  /** Reads one paste and hands over only how many blocks it has, and the milliseconds that took in the page. */
  measure(paste: string): Promise<{ readonly blocks: number; readonly milliseconds: number }>;
}

/** Opens a page with nothing but the reader in it; it ends with the test. */
export async function openReader(t: Ending): Promise<ReaderInPage> {
  const contents = `
    import { readPasted } from './read.ts';
    import { readyToParse } from './markup.ts';
    const parse = (html) => new DOMParser().parseFromString(html, 'text/html').documentElement;
    globalThis.readPaste = (html) => readPasted(parse(readyToParse(html) ?? ''));`;
  const stdin = { contents, resolveDir: new URL('../../src/text/pasted', import.meta.url).pathname };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'iife' });
  const page = await (await openContext(t)).newPage();
  await page.evaluate(outputFiles[0]?.text ?? '');
  return {
    read: (pastes) => page.evaluate((all) => all.map((globalThis as unknown as InPage).readPaste), pastes),
    measure: (paste) =>
      page.evaluate((html) => {
        const before = performance.now();
        const { blocks } = (globalThis as unknown as InPage).readPaste(html);
        return { blocks: blocks.length, milliseconds: performance.now() - before };
      }, paste),
  };
}

interface InPage {
  readonly readPaste: (html: string) => Pasted;
}
