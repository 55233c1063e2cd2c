import type { Consultation } from '../../domain/consultation/consultation.ts';
import { refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { Refusal } from '../../web/problems.ts';
import type { Viewer } from '../../web/viewer.ts';

/** A consultation of the viewer's network. Throws `not-found` for anybody else's. */
export async function consultationFor(services: Services, viewer: Viewer, id: string): Promise<Consultation> {
  const consultation = await services.aggregates.get('consultation', id);
  if (consultation?.state.networkId !== viewer.network.id) throw new Refusal(refused('not-found'));
  return consultation.state;
}
