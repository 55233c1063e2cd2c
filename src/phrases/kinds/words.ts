import { type Consultation, isRepresentation } from '../../domain/consultation/consultation.ts';
import { counted } from '../english.ts';

/** The nouns in which pages and mails speak of a response to a department, or of a representation (RK12). */
export interface KindWords {
  readonly question: 'question' | 'heading';
  readonly questions: 'questions' | 'headings';
  /** The name of the reference that the body gives. */
  readonly reference: 'Response ID' | 'Reference';
  /** The date that everything is planned back from. */
  readonly end: 'the close' | 'the date';
  readonly isLetter: boolean;
}

/** The words for one question or heading, and for several. */
export type QuestionWords = Pick<KindWords, 'question' | 'questions'>;

const ofResponse: KindWords = {
  question: 'question',
  questions: 'questions',
  reference: 'Response ID',
  end: 'the close',
  isLetter: false,
};

const ofRepresentation: KindWords = {
  question: 'heading',
  questions: 'headings',
  reference: 'Reference',
  end: 'the date',
  isLetter: true,
};

/** The nouns for one consultation. */
export function wordsOf(consultation: Pick<Consultation, 'representation'>): KindWords {
  return isRepresentation(consultation) ? ofRepresentation : ofResponse;
}

/** `22 questions`; of a representation `3 headings`. */
export function questionsCounted(count: number, { question, questions }: QuestionWords): string {
  return counted(count, question, questions);
}
