import { type IRunOptions, TextRun } from 'docx';

/** A run of text with a look. */
export function styled(text: string, look: Omit<IRunOptions, 'text'>): TextRun {
  return new TextRun({ ...look, text });
}

/** Small grey text, for side notes. */
export const quiet: Omit<IRunOptions, 'text'> = { color: '4B5757' };
/** The look of the words that mark a draft. */
export const draftLook: Omit<IRunOptions, 'text'> = { bold: true, color: '8A1A12' };
