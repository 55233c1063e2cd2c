/** The end of a sentence about a passage that was brought in: which of its parts stayed out, and why; empty where none did. */
export function butWithout(parts: readonly string[] = []): string {
  const [choice, reason] = [parts.includes('choice'), parts.includes('reason')];
  if (choice && reason) return ', but not its options and its reason: somebody had given others since';
  if (choice) return ', but not its options: somebody had chosen others since';
  return reason ? ', but not its reason for not answering: somebody had given another since' : '';
}
