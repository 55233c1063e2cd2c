import { type IRunOptions, TextRun } from 'docx';

/** A run of text that looks some way. */
export function styled(text: string, look: Omit<IRunOptions, 'text'>): TextRun {
  return new TextRun({ ...look, text });
}

/** Small grey text beside what matters. */
export const quiet: Omit<IRunOptions, 'text'> = { color: '4B5757' };
/** What a draft says of itself. */
export const draftLook: Omit<IRunOptions, 'text'> = { bold: true, color: '8A1A12' };
