/** A number of a JSON text as it is written there: `7.10` is another name than `7.1` (QS9). */
export class Numeral {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Parses a JSON text, and keeps every number as it is written. Throws `SyntaxError`. */
export function parseNumerals(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new Numeral(String(context?.source)) : value,
  );
}
