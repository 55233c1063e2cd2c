import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import type { LockNotice } from '../../phrases/lock.ts';
import type { Cast } from '../../phrases/people.ts';
import type { PresentText } from '../../reading/present-text.ts';
import type { SaidRead } from '../../reading/said.ts';
import type { Viewer } from '../../web/viewer.ts';
import type { Untold } from './tell-views.ts';

/** Everything the response page shows, as it is now. */
export interface ResponseNow {
  readonly viewer: Viewer;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly text: PresentText;
  /** The people behind the marks of ready sections, whose names are no child's (PR1). */
  readonly members: Cast['members'];
  readonly lock: LockNotice | null;
  /** The people whom this viewer can tell that the response is being written; null for a viewer who cannot (MA1). */
  readonly untold: Untold | null;
  /** All that the organisations said, as this viewer may see it (PG10). */
  readonly said: SaidRead;
  readonly now: Instant;
}
