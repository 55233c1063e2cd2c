/** Whether a UTF-16 code unit is the first half of a character of two units. False for NaN, which stands for none. */
export function isHighSurrogate(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdb_ff;
}

/** Whether a UTF-16 code unit is the second half of a character of two units. False for NaN, which stands for none. */
export function isLowSurrogate(code: number): boolean {
  return code >= 0xdc_00 && code <= 0xdf_ff;
}
