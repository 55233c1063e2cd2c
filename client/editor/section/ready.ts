import type * as Y from 'yjs';
import { readDraft, sectionDigest } from '../../../src/text/read.ts';
import { all, data } from '../../dom.ts';

/** Milliseconds without an edit after which the page looks again. */
const pause = 1_000;

/** Shows of each section that was marked ready to read whether it has changed since, while people write (WO11). */
export function watchReady(page: HTMLElement, doc: Y.Doc): void {
  const marked = all(page, '[data-section]', HTMLElement).flatMap((root) => {
    const box = root.querySelector('[data-marked]');
    const digest = box instanceof HTMLElement ? data(box, 'marked') : '';
    return digest === '' ? [] : [{ id: data(root, 'section'), digest, root }];
  });
  if (marked.length === 0) return;
  const look = (): void => {
    for (const { id, digest, root } of marked) {
      const isChanged = sectionDigest(readDraft(doc, [id]), id) !== digest;
      const places = [root, ...all(page, `[data-outline="${CSS.escape(id)}"]`, HTMLElement)];
      for (const one of places.flatMap((place) => all(place, '[data-when]', HTMLElement))) {
        one.hidden = (data(one, 'when') === 'changed') !== isChanged;
      }
    }
  };
  let timer = 0;
  doc.on('update', () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, pause);
  });
  look();
}
