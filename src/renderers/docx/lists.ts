import { AlignmentType, type INumberingOptions, LevelFormat } from 'docx';

/** Collects the list styles that a document needs. */
export interface Lists {
  readonly bullets: 'bullets';
  /** A numbering for one list alone, so that it begins at `start` and never continues another list. */
  numbered(start: number): string;
  config(): INumberingOptions['config'];
}

const depths = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const step = 400;

/** List styles with bullets only; numberings are added as lists ask for them. */
export function listsOf(): Lists {
  const starts: number[] = [];
  return {
    bullets: 'bullets',
    numbered: (start) => `numbers-${starts.push(start)}`,
    config: () => [
      { reference: 'bullets', levels: levels(LevelFormat.BULLET, () => '•', 1) },
      ...starts.map((start, index) => ({
        reference: `numbers-${index + 1}`,
        levels: levels(LevelFormat.DECIMAL, (level) => `%${level + 1}.`, start),
      })),
    ],
  };
}

function levels(
  format: 'bullet' | 'decimal',
  text: (level: number) => string,
  start: number,
): INumberingOptions['config'][number]['levels'] {
  return depths.map((level) => ({
    level,
    format,
    text: text(level),
    start,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: step * (level + 1), hanging: step - 40 } } },
  }));
}

/** Distance of an item's text from the margin, by level, in twentieths of a point. */
export function itemIndent(level: number): number {
  return step * (level + 1);
}
/** Distance by which the marker hangs out of the text, in twentieths of a point. */
export const hanging = step - 40;
