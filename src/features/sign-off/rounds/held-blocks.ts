import type { Member } from '../../../domain/network/member.ts';
import type { Network } from '../../../domain/network/network.ts';
import type { Response } from '../../../domain/response/response.ts';
import type { Findings } from '../../../domain/sign-off/checks.ts';
import { evidenceSeenBy } from '../../../reading/evidence.ts';
import type { Reader } from '../../../store/reader.ts';

/** Findings as a member may read them: of a box whose evidence they may not see they learn that it is held, and no reason (EV5). */
export async function findingsFor(
  reader: Reader,
  findings: Findings,
  { response, ...viewer }: { readonly response: Response; readonly member: Member; readonly network: Network },
): Promise<Findings> {
  if (findings.blocks.every(({ type }) => type !== 'evidence-held')) return findings;
  const { evidence } = await evidenceSeenBy(reader, response, viewer);
  const seen = new Set<string>(evidence.map(({ id }) => id));
  const blocks = findings.blocks.map((block) =>
    block.type !== 'evidence-held' || seen.has(block.evidence) ? block : { ...block, because: 'hidden' as const },
  );
  return { ...findings, blocks };
}
