import { inWords } from '../../../domain/consultation/choice-limits.ts';
import type { Block } from '../../../domain/sign-off/checks.ts';
import { capital, counted } from '../../../phrases/english.ts';

/** Says how many options to take out, or to choose yet (QS6). */
export function choicesWords({ type, count, limit }: Extract<Block, { type: 'too-many-choices' | 'too-few-choices' }>): {
  readonly what: string;
  readonly why: string;
} {
  const chosen = `${capital(inWords(count))} ${count === 1 ? 'option is' : 'options are'} chosen`;
  return type === 'too-many-choices'
    ? { what: `Take out ${counted(count - limit, 'option', 'options')}`, why: `${chosen}: the department takes ${inWords(limit)} at most.` }
    : {
        what: `Choose ${counted(limit - count, 'more option', 'more options')}`,
        why: `${chosen}: the department asks for ${inWords(limit)} at least.`,
      };
}
