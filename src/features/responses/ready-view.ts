import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type Readiness, whyNotMarkReady } from '../../domain/response/marking-ready.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Cast } from '../../phrases/people.ts';
import { readyTag, readyWords } from '../../phrases/readiness.ts';
import type { PresentText } from '../../reading/present-text.ts';
import { readinessIn } from '../../reading/readiness.ts';
import type { Viewer } from '../../web/viewer.ts';

/** How a mark reads in one of its two states. The page holds both, since words change while it is open. */
interface StateShown {
  readonly state: 'ready' | 'changed';
  readonly tag: string;
  readonly look: string;
  readonly words: string;
  readonly isHidden: boolean;
}

/** The readiness of a section on the response page, and the buttons of this viewer. */
export interface ReadyShown {
  /** Empty where the section is not marked. */
  readonly states: readonly StateShown[];
  /** The digest of the marked words; empty where the section is not marked. */
  readonly digest: string;
  readonly isChanged: boolean;
  /** The address of the button that marks the section; empty where there is none. */
  readonly mark: string;
  /** The button waits until something is written. */
  readonly isEmpty: boolean;
  /** The address of the button that takes the mark back; empty where there is none. */
  readonly takeBack: string;
}

/** Says for each section whether it is ready to read (WO10, WO11). */
export function readyView(now: {
  readonly viewer: Viewer;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly text: PresentText;
  readonly members: Cast['members'];
}): (section: string, isEmpty: boolean) => ReadyShown {
  const { viewer, consultation, response, text, members } = now;
  const all = readinessIn(response, text, consultation);
  const may = whyNotMarkReady(response, viewer.duties) === null;
  return (section, isEmpty) => {
    const found = all.get(section) ?? null;
    const base = `/consultations/${consultation.id}/response/${section}`;
    return {
      states: found === null ? [] : statesOf(found, { network: viewer.network, members }),
      digest: found?.mark.digest ?? '',
      isChanged: found?.isChanged ?? false,
      mark: may ? `${base}/ready` : '',
      isEmpty,
      takeBack: may && found !== null ? `${base}/not-ready` : '',
    };
  };
}

function statesOf({ mark, isChanged }: Readiness, cast: Cast): readonly StateShown[] {
  return [false, true].map((changed) => {
    const one = { mark, isChanged: changed };
    return { state: changed ? 'changed' : 'ready', ...readyTag(one), words: readyWords(one, cast), isHidden: changed !== isChanged };
  });
}
