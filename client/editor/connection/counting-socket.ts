import { messageType, syncType } from '../../../src/collab/wire/protocol.ts';
import type { Sent } from './ledger.ts';
import { LiveSocket } from './live-socket.ts';

/** Returns a WebSocket class that reports every sync frame sent: the server counts these frames (CO12). */
export function countingSocket(sent: (kind: Sent) => void): typeof WebSocket {
  return class extends LiveSocket {
    override send(data: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): void {
      super.send(data);
      const kind = data instanceof Uint8Array && data[0] === messageType.sync ? kindOf(data[1]) : null;
      if (kind !== null) sent(kind);
    }
  };
}

function kindOf(step: number | undefined): Sent | null {
  if (step === syncType.step1) return 'question';
  if (step === syncType.step2) return 'answer';
  return step === syncType.update ? 'edit' : null;
}
