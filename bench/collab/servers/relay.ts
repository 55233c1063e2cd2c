import { serve } from './child.ts';
import { passOn, relay } from './relaying.ts';

// The least that can be done: edits and presence go to the others in the room as they came. No document, no disk.

await serve(() => relay(passOn));
