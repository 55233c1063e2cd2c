import { type IParagraphOptions, type IRunOptions, Paragraph, TextRun } from 'docx';
import { isTurned, partsOf } from './direction.ts';

type Look = Omit<IRunOptions, 'text'>;

/** A run of text with a look. */
export function styled(text: string, look: Look): TextRun {
  return new TextRun({ ...look, text });
}

/**
 * Runs of text with a look. Right-to-left words are runs of their own, with a mark and a language for Word's
 * spelling checks. `turned`: the paragraph runs from right to left (SO46).
 */
export function spoken(text: string, turned: boolean, look: Look = {}): TextRun[] {
  const { break: breaks, ...rest } = look;
  return partsOf(text, turned).map((part, index) =>
    styled(part.text, {
      ...rest,
      ...(index === 0 && breaks !== undefined ? { break: breaks } : {}),
      ...(part.rightToLeft ? { rightToLeft: true, language: { value: 'en-GB', bidirectional: languageOf(part.text) } } : {}),
    }),
  );
}

function languageOf(text: string): string {
  return /\p{Script=Hebrew}/u.test(text) ? 'he-IL' : 'ar-SA';
}

/** A paragraph of one text, in the direction of its first letter. */
export function paragraphOf(text: string, options: Omit<IParagraphOptions, 'text' | 'children'> = {}, look: Look = {}): Paragraph {
  return new Paragraph({ ...options, ...directionOf(text), children: spoken(text, isTurned(text), look) });
}

/** The option for the direction of a paragraph; none where the paragraph runs from left to right. */
export function directionOf(text: string): Pick<IParagraphOptions, 'bidirectional'> {
  return isTurned(text) ? { bidirectional: true } : {};
}

/** Small grey text, for side notes. */
export const quiet: Look = { color: '4B5757' };
/** The look of the words that mark a draft. */
export const draftLook: Look = { bold: true, color: '8A1A12' };
