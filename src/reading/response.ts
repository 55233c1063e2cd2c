import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Response } from '../domain/response/response.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';

/** The consultation a response answers. Throws `TypeError` where it is not there. */
export async function consultationOf(services: Services, response: Response): Promise<Consultation> {
  const consultation = await services.aggregates.get('consultation', response.consultationId);
  if (consultation === null) throw new TypeError(`there is no consultation ${response.consultationId}`);
  return consultation.state;
}

/** The one response to a consultation; null where it was not started. */
export async function responseTo(
  services: Services,
  { networkId, id: consultationId }: Pick<Consultation, 'networkId' | 'id'>,
): Promise<Stored<'response'> | null> {
  const [response] = await services.aggregates.find('response', { where: { networkId, consultationId }, limit: 1 });
  return response ?? null;
}
