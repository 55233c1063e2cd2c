/** The verdict of a scanner on a file. Where it gave none, `why` is for the log. */
export type Scanned =
  | { readonly found: 'nothing' }
  | { readonly found: 'virus'; readonly name: string }
  | { readonly found: 'no answer'; readonly why: string };

/** Looks for viruses. Never throws: a scanner that is away gives no answer (EV9). */
export interface Scanner {
  scan(bytes: Uint8Array): Promise<Scanned>;
}
