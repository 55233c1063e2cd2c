import type { Block, Inline } from '../../domain/consultation/section.ts';
import { seen } from './inlines.ts';

/**
 * Plain text as blocks, word for word: a line is a paragraph, as in Word; Word's own line break inside a paragraph stays one.
 * Asterisks, underscores and numbers are text. Readers of PDF end a line where the page does, and so does the paste.
 */
export function blocksOfPlain(text: string): Block[] {
  const lines = text.split(/\r\n|[\r\n\f\u0085\u2028\u2029]/);
  const kept = lines.length === 1 ? lines : lines.filter((line) => line.trim() !== '');
  return kept.map(contentOf).flatMap((content): Block[] => (content.length === 0 ? [] : [{ type: 'paragraph', content }]));
}

function contentOf(line: string): Inline[] {
  return line.split('\v').flatMap((part, index): Inline[] => {
    const text = seen(part);
    return [...(index === 0 ? [] : [{ type: 'break' } as const]), ...(text === '' ? [] : [{ type: 'text' as const, text, marks: [] }])];
  });
}
