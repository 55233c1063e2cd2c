/** Part of a text that may tell who a child is. `found` is the part as it stands there; `from` is its place in UTF-16 code units. */
export interface ChildSign {
  readonly kind: 'birth-date' | 'pupil-number' | 'nhs-number' | 'name-near-age' | 'small-count';
  readonly found: string;
  readonly from: number;
}
