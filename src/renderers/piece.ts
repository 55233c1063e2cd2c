import type { Block } from '../domain/consultation/section.ts';

/** One option of a closed question. */
export interface Choice {
  readonly text: string;
  readonly chosen: boolean;
}

/** A piece of the document, in reading order; levels are of headings under the title, from 1 without gaps. */
export type Piece =
  | { readonly type: 'heading'; readonly level: number; readonly text: string }
  /** `under`: the level of the heading it stands under; a heading inside is one or two deeper. */
  | { readonly type: 'text'; readonly blocks: readonly Block[]; readonly under: number }
  | { readonly type: 'paragraph'; readonly text: string }
  | {
      readonly type: 'question';
      readonly level: number;
      readonly number: string;
      /** The short title, which is the heading and stands in the contents; empty where there is none, and the text is the heading. */
      readonly title: string;
      /** True if the contents list the questions: all that are printed have a short title. */
      readonly inContents: boolean;
      readonly text: string;
      readonly followUp: string;
      readonly options: readonly Choice[];
      /** `Choose up to three`; empty where the number of options has no limit. */
      readonly choices: string;
      /** `Asked only if the answer to question 6 is No.`, and why it is not asked; empty where it is always asked. */
      readonly condition: string;
    }
  | { readonly type: 'unanswered'; readonly rows: readonly { readonly number: string; readonly text: string; readonly reason: string }[] }
  | { readonly type: 'names'; readonly names: readonly string[] }
  /** `widths` are percent, one for each name of the head and each cell of a row. */
  | {
      readonly type: 'table';
      readonly head: readonly string[];
      readonly widths: readonly number[];
      readonly rows: readonly (readonly string[])[];
    };
