import { AlignmentType, type INumberingOptions, LevelFormat } from 'docx';

/** The list styles a document turned out to need. */
export interface Lists {
  readonly bullets: 'bullets';
  /** A numbering of its own for one list, so that it begins where it should and never goes on from another. */
  numbered(start: number): string;
  config(): INumberingOptions['config'];
}

const depths = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const step = 400;

/** No list styles yet but bullets. */
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

/** How far the text of an item at a level stands from the margin. */
export function itemIndent(level: number): number {
  return step * (level + 1);
}
/** How far its marker hangs out. */
export const hanging = step - 40;
