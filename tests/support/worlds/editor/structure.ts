import type { Editor } from '@tiptap/core';
import type { Page } from 'playwright-core';

/** Replaces a section's text, as its reader would paste it over everything. */
export async function rewrite(page: Page, id: string, html: string): Promise<void> {
  await page.locator(`#s-${id} .ProseMirror`).evaluate((box, content) => {
    (box as unknown as { editor: Editor }).editor.commands.setContent(content);
  }, html);
}

/**
 * Puts the caret where `|` stands in some words of one line, or selects the words between two of them, which may stand in
 * different lines parted by `¶`. `|` alone is the first empty line.
 */
export async function put(page: Page, id: string, words: string): Promise<void> {
  await page.locator(`#s-${id} .ProseMirror`).evaluate((box, pattern) => {
    const { editor } = box as unknown as { editor: Editor };
    let text = '';
    const positions: number[] = [];
    editor.state.doc.descendants((node, position) => {
      if (!node.isTextblock) return true;
      const characters = node.textBetween(0, node.content.size, undefined, '\n');
      positions.push(...Array.from({ length: characters.length + 1 }, (_, offset) => position + 1 + offset));
      text += `${characters}¶`;
      return false;
    });
    const [before = '', selected, after] = pattern.split('|');
    const isEmptyLine = pattern === '|';
    const start = isEmptyLine ? `¶${text}`.indexOf('¶¶') : text.indexOf(pattern.replaceAll('|', ''));
    if (start === -1) throw new Error(`no ${pattern} in ${text}`);
    const from = positions[start + before.length] ?? 0;
    const to = after === undefined ? from : (positions[start + before.length + (selected ?? '').length] ?? 0);
    box.scrollIntoView({ block: 'center' });
    editor.view.focus();
    editor.commands.setTextSelection({ from, to });
  }, words);
}

/** The HTML in a section's box, with `|` for each caret of another person, and nothing else that is drawn over the text. */
export async function shown(page: Page, id: string): Promise<string> {
  return page.locator(`#s-${id} .ProseMirror`).evaluate((box) => {
    const copy = box.cloneNode(true) as Element;
    for (const drawn of copy.querySelectorAll('.cc-limit, .ProseMirror-trailingBreak, .ProseMirror-separator')) drawn.remove();
    for (const caret of copy.querySelectorAll('.cc-caret')) caret.replaceWith('|');
    for (const selected of copy.querySelectorAll('.cc-sel')) selected.replaceWith('[', ...selected.childNodes, ']');
    return copy.innerHTML.replaceAll('\u2060', '').replaceAll('][', '');
  });
}

/** The HTML in a section's box without carets and selections of others. */
export async function written(page: Page, id: string): Promise<string> {
  return (await shown(page, id)).replaceAll(/[|[\]]/g, '');
}

/** The words that are selected on the page; with a caret alone, the words of its line with `|` at its place. */
export async function selected(page: Page, id: string): Promise<string> {
  return page.locator(`#s-${id} .ProseMirror`).evaluate((box) => {
    const { state } = (box as unknown as { editor: Editor }).editor;
    const { from, to, empty, $head } = state.selection;
    if (!empty) return state.doc.textBetween(from, to, '¶');
    const line = $head.parent.textContent;
    return `${line.slice(0, $head.parentOffset)}|${line.slice($head.parentOffset)}`;
  });
}
