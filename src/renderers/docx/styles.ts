import { BorderStyle, type ICharacterStyleOptions, type IParagraphStyleOptions, type IStylesOptions } from 'docx';

// Sizes are half points, spaces are twentieths of a point.

const ink = '14201F';
const accent = '0A5C66';
const quiet = '4B5757';
const grey = '9AA5A4';

/** Width between the margins of an A4 page, in twentieths of a point. */
export const textWidth = 9184;
/** Indent of answers: they stand under the words of their question, whose number stands in the margin. */
export const underNumber = 680;

function heading(size: number, before: number): NonNullable<NonNullable<IStylesOptions['default']>['heading1']> {
  return { run: { size, bold: true, color: ink }, paragraph: { spacing: { before, after: 140 }, keepNext: true, keepLines: true } };
}

/** Word's own styles, by which its navigation, its contents list and screen readers know every part. */
export const looks: NonNullable<IStylesOptions['default']> = {
  document: {
    run: { font: 'Arial', size: 22, color: ink, language: { value: 'en-GB' } },
    paragraph: { spacing: { after: 160, line: 300 } },
  },
  title: { run: { size: 56, bold: true, color: ink }, paragraph: { spacing: { before: 480, after: 120, line: 264 } } },
  heading1: heading(34, 480),
  heading2: heading(28, 400),
  heading3: heading(24, 400),
  heading4: heading(22, 280),
  heading5: heading(21, 240),
  hyperlink: { run: { color: accent, underline: {} } },
  listParagraph: { paragraph: { spacing: { after: 80 } } },
};

function style(id: string, name: string, rest: Omit<IParagraphStyleOptions, 'id' | 'name' | 'basedOn'>): IParagraphStyleOptions {
  return { id, name, basedOn: 'Normal', ...rest };
}

const fact = { spacing: { after: 60 }, indent: { left: 2040, hanging: 2040 } };
const thin = { style: BorderStyle.SINGLE, size: 4, color: grey, space: 6 };

const boxed = { style: BorderStyle.SINGLE, size: 4, color: accent, space: 8 };

/** The styles that are ours, by name in Word's list of styles. */
export const paragraphStyles: readonly IParagraphStyleOptions[] = [
  style('Network', 'Network', {
    run: { bold: true, color: accent },
    paragraph: { border: { top: { style: BorderStyle.SINGLE, size: 18, color: accent, space: 8 } }, spacing: { after: 240 } },
  }),
  style('Subtitle', 'Subtitle', { run: { size: 26, color: quiet }, paragraph: { spacing: { after: 360 } } }),
  style('Fact', 'Fact', { run: { size: 19 }, paragraph: fact }),
  style('LastFact', 'Last fact', { run: { size: 19 }, paragraph: { ...fact, spacing: { after: 480 }, border: { bottom: thin } } }),
  style('ContentsTitle', 'Contents title', { run: { size: 34, bold: true }, paragraph: { spacing: { after: 160 } } }),
  style('QuestionNote', 'Question note', { run: { size: 20, color: quiet }, paragraph: { indent: { left: underNumber }, keepNext: true } }),
  style('ChosenAnswer', 'Chosen answer', {
    paragraph: {
      indent: { left: underNumber + 160 },
      border: { left: { style: BorderStyle.SINGLE, size: 20, color: accent, space: 8 } },
      keepNext: true,
      keepLines: true,
      spacing: { after: 200 },
    },
  }),
  style('Evidence', 'Evidence', {
    run: { size: 20 },
    paragraph: { border: { top: boxed, bottom: boxed, left: { ...boxed, size: 24 }, right: boxed }, spacing: { after: 160 } },
  }),
  style('VersionWords', 'Version words', {
    run: { size: 26, bold: true },
    paragraph: { border: { left: { ...thin, color: accent, size: 18 } }, indent: { left: 160 }, spacing: { after: 200 } },
  }),
  style('SmallText', 'Small text', { run: { size: 18 }, paragraph: { spacing: { after: 60, line: 252 } } }),
  style('CertificateFact', 'Certificate fact', {
    run: { size: 18 },
    paragraph: { ...fact, indent: { left: 2600, hanging: 2600 } },
  }),
  style('Header', 'header', { run: { size: 16, color: quiet }, paragraph: { spacing: { after: 0 } } }),
  style('Footer', 'footer', { run: { size: 16, color: quiet }, paragraph: { border: { top: thin }, spacing: { after: 0 } } }),
];

/** The style on which Word's own character styles are based: without it they refer to nothing. */
export const characterStyles: readonly ICharacterStyleOptions[] = [
  { id: 'DefaultParagraphFont', name: 'Default Paragraph Font', uiPriority: 1 },
];
